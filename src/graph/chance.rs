//! The dice of the program: reproducible numbers from a seed, the same on every machine and in every version.
//!
//! Never takes anything from the clock or the system.

/// SplitMix64 (Steele, Lea & Flood 2014): one addition and three multiplications a number, passes BigCrush, any seed is a good seed.
#[derive(Clone, Debug)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// An independent stream for part `part` of a job with one seed.
    pub fn stream(seed: u64, part: u64) -> Dice {
        let mut dice = Dice(seed ^ part.wrapping_add(1).wrapping_mul(0xA076_1D64_78BD_642F));
        dice.0 = dice.next_u64();
        dice
    }

    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in 0..bound; 0 when `bound` is 0. The bias is below bound / 2⁶⁴.
    pub fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next_u64()) * bound as u128) >> 64) as usize
    }

    /// Poisson with mean 1, by inversion: the weight of one observation in a bootstrap.
    pub fn poisson_one(&mut self) -> u32 {
        let u = self.unit();
        // e⁻¹
        let (mut k, mut term) = (0u32, 0.367_879_441_171_442_33f64);
        let mut sum = term;
        while u >= sum && k < 20 {
            k += 1;
            term /= f64::from(k);
            sum += term;
        }
        k
    }

    /// Fisher–Yates.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_the_published_one() {
        // First outputs of SplitMix64 for seed 1234567, as listed with the reference C code.
        let mut dice = Dice::new(1_234_567);
        assert_eq!(dice.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(dice.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn poisson_weights_have_mean_and_variance_one() {
        let mut dice = Dice::new(7);
        let draws: Vec<f64> = (0..200_000).map(|_| f64::from(dice.poisson_one())).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        assert!((mean - 1.0).abs() < 0.01, "{mean}");
        assert!((variance - 1.0).abs() < 0.02, "{variance}");
    }

    #[test]
    fn shuffling_keeps_every_item() {
        let mut items: Vec<u32> = (0..100).collect();
        Dice::stream(1, 2).shuffle(&mut items);
        assert_ne!(items, (0..100).collect::<Vec<u32>>());
        items.sort_unstable();
        assert_eq!(items, (0..100).collect::<Vec<u32>>());
    }
}
