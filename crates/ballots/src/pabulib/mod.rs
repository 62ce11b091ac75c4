//! The Pabulib `.pb` format: read piece by piece, written back with nothing lost.
//!
//! The format is text: sections META, PROJECTS and VOTES, each a title line, a
//! header line and rows; `;` between cells, CSV quoting, `,` inside list cells.
//! See <https://pabulib.org/format>.

mod error;
mod ids;
mod reader;
mod scan;
mod table;
mod writer;

pub use error::{PabulibError, Problem, Section};
pub use reader::{Keep, Pabulib, Reader};
pub use table::Table;
pub use writer::{WriteError, write};
