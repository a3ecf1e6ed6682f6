//! How wide a text is in DejaVu Sans, the font that is compiled in.

use super::pen::Face;

/// Advance widths of U+0020 to U+007E, thousandths of the size.
const REGULAR: [u16; 95] = [
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361, 318, 337, 636, 636, 636, 636, 636, 636, 636,
    636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632, 575, 775, 752, 295, 295, 656, 557, 863,
    748, 787, 603, 787, 695, 635, 611, 732, 684, 989, 685, 611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635,
    615, 352, 635, 634, 278, 278, 579, 278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592, 525, 636,
    337, 636, 838,
];
const BOLD: [u16; 95] = [
    348, 456, 521, 838, 696, 1002, 872, 306, 457, 457, 523, 838, 380, 415, 380, 365, 696, 696, 696, 696, 696, 696, 696,
    696, 696, 696, 400, 400, 838, 838, 838, 580, 1000, 774, 762, 734, 830, 683, 683, 821, 837, 372, 372, 775, 637, 995,
    837, 850, 733, 850, 770, 720, 682, 812, 774, 1103, 771, 724, 725, 457, 365, 457, 838, 500, 500, 675, 716, 593, 716,
    678, 435, 716, 712, 343, 343, 665, 343, 1042, 712, 687, 716, 716, 493, 595, 478, 712, 652, 924, 645, 652, 582, 712,
    365, 712, 838,
];
/// Letters beyond ASCII, on the safe side of their mean.
const OTHER: (u16, u16) = (640, 715);

/// Width in pixels of `text` at `size` pixels.
pub(super) fn width(text: &str, size: f64, face: Face) -> f64 {
    let (table, other) = if face == Face::Bold { (&BOLD, OTHER.1) } else { (&REGULAR, OTHER.0) };
    let advance = |c: char| (c as usize).checked_sub(0x20).and_then(|index| table.get(index)).copied().unwrap_or(other);
    text.chars().map(|c| f64::from(advance(c))).sum::<f64>() * size / 1000.0
}

/// Text cut to a width, with an ellipsis where something was cut off.
pub(super) fn clip(text: &str, size: f64, face: Face, most: f64) -> String {
    if width(text, size, face) <= most {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut used = width("\u{2026}", size, face);
    for c in text.chars() {
        used += width(c.encode_utf8(&mut [0; 4]), size, face);
        if used > most {
            break;
        }
        cut.push(c);
    }
    format!("{}\u{2026}", cut.trim_end())
}

/// Text broken at blanks into lines of a width; a word too long for a line is cut.
pub(super) fn wrap(text: &str, size: f64, face: Face, most: f64) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let word = clip(word, size, face, most);
        match lines.last_mut() {
            Some(line) if width(line, size, face) + width(" ", size, face) + width(&word, size, face) <= most => {
                line.push(' ');
                line.push_str(&word);
            }
            _ => lines.push(word),
        }
    }
    lines
}
