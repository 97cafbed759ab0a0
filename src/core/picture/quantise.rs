//! Few colours for many: a palette of what a film's frames really use, and a quick way from a colour to its place in it.

/// Most colours of a film; few make small files, and flat drawings need few.
const COLOURS: usize = 95;
/// Index of "see through" or "as before".
pub const CLEAR: u8 = 0;
/// So many of the most used colours are flat areas.
const FLAT: usize = 28;
const BINS: usize = 1 << 15;

/// Counts colours, then chooses.
pub struct Counter {
    count: Vec<u32>,
    sum: Vec<[u32; 3]>,
}

/// The chosen colours; the nearest is found by distance, once for each shade that is met.
pub struct Palette {
    /// Red green blue, index by index; the first is [`CLEAR`].
    pub colours: Vec<u8>,
    chosen: Vec<[i32; 3]>,
    /// For each shade the index of the nearest colour, [`CLEAR`] where it was not looked for yet.
    nearest: Vec<u8>,
}

fn bin(r: u8, g: u8, b: u8) -> usize {
    (usize::from(r >> 3) << 10) | (usize::from(g >> 3) << 5) | usize::from(b >> 3)
}

impl Counter {
    /// Nothing counted yet.
    pub fn new() -> Counter {
        Counter { count: vec![0; BINS], sum: vec![[0; 3]; BINS] }
    }

    /// Counts the opaque pixels of a frame (red green blue alpha).
    pub fn count(&mut self, rgba: &[u8]) {
        for px in rgba.chunks_exact(4) {
            if px[3] >= 128 {
                let i = bin(px[0], px[1], px[2]);
                self.count[i] += 1;
                for (sum, c) in self.sum[i].iter_mut().zip(px) {
                    *sum += u32::from(*c);
                }
            }
        }
    }

    /// The most used colours that are not too close to each other.
    pub fn palette(&self) -> Palette {
        let mut bins: Vec<usize> = (0..BINS).filter(|&i| self.count[i] > 0).collect();
        bins.sort_by_key(|&i| std::cmp::Reverse(self.count[i]));
        let mut chosen: Vec<[i32; 3]> = Vec::new();
        // First the flat areas, however alike; then what is between them, the most different first.
        for (apart, of) in [(5, FLAT), (30, BINS), (18, BINS), (10, BINS)] {
            for &i in bins.iter().take(of) {
                let mean = self.mean(i);
                if chosen.len() < COLOURS && chosen.iter().all(|c| distance(*c, mean) > apart * apart) {
                    chosen.push(mean);
                }
            }
        }
        let mut nearest = vec![CLEAR; BINS];
        for i in bins {
            nearest[i] = place(&chosen, self.mean(i));
        }
        let mut colours = vec![0, 0, 0];
        colours.extend(chosen.iter().flatten().map(|c| *c as u8));
        Palette { colours, chosen, nearest }
    }

    fn mean(&self, i: usize) -> [i32; 3] {
        self.sum[i].map(|s| (s / self.count[i].max(1)) as i32)
    }
}

/// Squared difference as the eye weighs red, green and blue.
fn distance(a: [i32; 3], b: [i32; 3]) -> i32 {
    let d = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    (d[0] * d[0] * 3 + d[1] * d[1] * 4 + d[2] * d[2] * 2) / 3
}

fn place(chosen: &[[i32; 3]], colour: [i32; 3]) -> u8 {
    let best = chosen.iter().enumerate().min_by_key(|(_, c)| distance(**c, colour));
    best.map_or(1, |(i, _)| i as u8 + 1)
}

impl Palette {
    /// Puts the index of each pixel (red green blue alpha) into `indices`.
    pub fn find(&mut self, rgba: &[u8], indices: &mut [u8]) {
        for (px, index) in rgba.chunks_exact(4).zip(indices) {
            *index = if px[3] < 128 { CLEAR } else { self.nearest([px[0], px[1], px[2]]) };
        }
    }

    fn nearest(&mut self, [r, g, b]: [u8; 3]) -> u8 {
        let shade = bin(r, g, b);
        if self.nearest[shade] == CLEAR {
            self.nearest[shade] = place(&self.chosen, [r, g, b].map(i32::from));
        }
        self.nearest[shade]
    }
}
