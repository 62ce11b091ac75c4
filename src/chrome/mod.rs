//! What stands around every page: header, help block, footer.

mod footer;
mod header;
mod help_block;
mod unsent;

pub use footer::Footer;
pub use header::Header;
pub use help_block::HelpBlock;
pub use unsent::Unsent;
