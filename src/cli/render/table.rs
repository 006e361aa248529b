//! Tables: a header and rows, as wide as the terminal allows.

use std::io::{self, Write};

use comfy_table::{ContentArrangement, LineStyle, Table, TableStyle};

use crate::diagnostic::render::drives;

/// A line under the header and no other.
const STYLE: TableStyle = TableStyle::new().header_separator(LineStyle::none().fill('─').junction('─'));

/// Writes a table; nothing when there are no rows.
pub(super) fn table<const N: usize>(
    out: &mut dyn Write,
    header: [&str; N],
    rows: impl IntoIterator<Item = [String; N]>,
) -> io::Result<()> {
    let mut table = Table::new();
    table.load_style(STYLE).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(header.to_vec());
    for row in rows {
        table.add_row(row.iter().map(|cell| plain(cell)).collect::<Vec<_>>());
    }
    if !table.is_empty() {
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
    }
    Ok(())
}

/// Text from elsewhere without control characters: a name must not be able to move the cursor, nor turn the line round.
pub(in crate::cli) fn plain(text: &str) -> String {
    text.chars().map(|c| if drives(c) { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn a_name_moves_nothing_on_a_terminal() {
        assert_eq!(plain("Ada\u{1b}[2J\u{202e}x\u{2066}"), "Ada\u{fffd}[2J\u{fffd}x\u{fffd}");
        assert_eq!(plain("نور \u{200f}O'Brien 👩🏽‍💻"), "نور \u{200f}O'Brien 👩🏽‍💻");
    }
}
