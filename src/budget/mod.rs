//! Where the money goes.

mod hundred;
mod index_page;
mod line_page;
mod rows;
mod year_page;

pub use index_page::BudgetPage;
pub use line_page::LinePage;
pub use year_page::YearPage;
