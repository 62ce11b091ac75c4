//! Why a workbook could not be read, made or written at all.

use rust_xlsxwriter::XlsxError;

use super::{Wording, reason, say};
use crate::new::NewError;
use crate::workbook::{WorkbookError, limits};

/// Why the workbook could not be read.
pub fn workbook_error(error: &WorkbookError, w: Wording) -> String {
    match error {
        WorkbookError::NoOffice { path } => {
            let path = path.display();
            say!(
                w,
                "没有“{path}”这个文件夹。请核对路径；还没建的话，先运行：mingbai new {path}",
                "There is no folder {path}. Check the path, or make one first: mingbai new {path}"
            )
        }
        WorkbookError::NoWorkbook { office } => {
            let office = office.display();
            say!(
                w,
                "“{office}”里没有账本。应当有 workbook.xlsx、workbook.ods 或 workbook 文件夹三者之一。",
                "{office} holds no workbook. It should hold workbook.xlsx, workbook.ods or a folder workbook."
            )
        }
        WorkbookError::SeveralWorkbooks { office, found } => {
            let office = office.display();
            let zh = found.join("、");
            let en = found.join(", ");
            let found = match w {
                Wording::ZhHans => zh,
                Wording::En => en,
            };
            say!(
                w,
                "“{office}”里有好几本账：{found}，不知道该信哪本。请只留一本，其余的挪到别处。",
                "{office} holds several workbooks: {found}. Keep one and move the others elsewhere, because they may disagree."
            )
        }
        WorkbookError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "打不开“{path}”：{source}。如果它正在别的程序里开着，请先关掉。",
                "{path} cannot be opened: {source}. Close it if it is open in another program."
            )
        }
        WorkbookError::FileTooLarge { path, bytes } => {
            let path = path.display();
            let (size, most) = (bytes >> 20, limits::FILE_BYTES >> 20);
            say!(
                w,
                "“{path}”有 {size} MB，最多 {most} MB。账本里不要放照片，照片放进 media 文件夹。",
                "{path} has {size} MB, {most} MB are allowed. Photographs belong in the folder media, not in the workbook."
            )
        }
        WorkbookError::UnpacksTooLarge { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”解开以后大得不正常，没有读它。请用表格软件打开，另存一份再试。",
                "{path} unpacks to far more than a workbook holds and was not read. Open it in a spreadsheet program and save it anew."
            )
        }
        WorkbookError::TooManyRows { path, sheet } => {
            let path = path.display();
            let most = limits::ROWS;
            say!(
                w,
                "“{path}”的“{sheet}”表超过 {most} 行，没有读它。请看看是不是整列都填了内容。",
                "The sheet “{sheet}” of {path} has more than {most} rows and was not read. See whether a whole column was filled by mistake."
            )
        }
        WorkbookError::TooManyCells { path } => {
            let path = path.display();
            let most = limits::CELLS;
            say!(
                w,
                "“{path}”有内容的格子超过 {most} 个，没有读它。请看看是不是整行整列都填了内容。",
                "{path} holds more than {most} cells and was not read. See whether whole rows or columns were filled by mistake."
            )
        }
        WorkbookError::LockedOrOld { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”加了打开密码，或者是旧版 .xls 改了名。请去掉密码，另存为 .xlsx 再试。",
                "{path} is locked with a password, or is an old .xls under a new name. Remove the password, or save it as .xlsx."
            )
        }
        WorkbookError::NotASpreadsheet { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”不是它的名字说的那种表格文件。请用表格软件打开，另存为 .xlsx 再试。",
                "{path} is not the kind of spreadsheet that its name says. Open it in a spreadsheet program and save it as .xlsx."
            )
        }
        WorkbookError::Damaged { path, detail } => {
            let path = path.display();
            say!(
                w,
                "“{path}”坏了，读不下去（{detail}）。请用表格软件打开，看它能不能修好，再另存一份；不行就用备份。",
                "{path} is damaged ({detail}). Let a spreadsheet program repair it and save it anew, or use a backup."
            )
        }
        WorkbookError::NotText { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”不是文本。请另存为“CSV UTF-8（逗号分隔）”。",
                "{path} is not text. Save it as “CSV UTF-8 (comma delimited)”."
            )
        }
    }
}

/// Why an office folder could not be made.
pub fn new_error(error: &NewError, w: Wording) -> String {
    match error {
        NewError::NotEmpty { path } => {
            let path = path.display();
            say!(
                w,
                "“{path}”里已经有东西了，没有动它。请换一个新文件夹的名字。",
                "There is something in {path} already, and nothing was changed. Name a new folder."
            )
        }
        NewError::Io { path, source } => {
            let path = path.display();
            let source = reason(source, w);
            say!(
                w,
                "写不进“{path}”：{source}。",
                "{path} cannot be written: {source}."
            )
        }
        NewError::Example(error) => workbook_error(error, w),
        NewError::Write(error) => write_error(error, w),
    }
}

/// Why a spreadsheet could not be written.
pub fn write_error(error: &XlsxError, w: Wording) -> String {
    say!(
        w,
        "表格文件写不出来：{error}。",
        "The spreadsheet could not be written: {error}."
    )
}
