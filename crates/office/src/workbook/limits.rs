//! How much a workbook may hold. A community's own is a hundred times smaller; the limits keep a
//! broken or hostile file from filling the machine.

/// Bytes of one file.
pub const FILE_BYTES: u64 = 64 << 20;
/// Bytes that an XLSX or ODS file may unpack to.
pub const UNPACKED_BYTES: u64 = 512 << 20;
/// Files inside an XLSX or ODS file.
pub const ARCHIVE_ENTRIES: usize = 5_000;
/// Rows of one sheet that hold something.
pub const ROWS: usize = 300_000;
/// Cells of one workbook that hold something.
pub const CELLS: usize = 4_000_000;
/// Columns that a sheet is read to.
pub const COLUMNS: u32 = 16_384;
/// The last row that a spreadsheet program can show.
pub const LAST_ROW: u32 = 1_048_576;
