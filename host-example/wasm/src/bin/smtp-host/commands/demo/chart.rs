//! The chart of the demo's report.

/// The minutes of a week.
const MINUTES: u32 = 7 * 24 * 60;
const WIDTH: u32 = 560;
const HEIGHT: u32 = 180;
/// The axis runs from here, in degrees, with so many pixels for each.
const LOWEST: f64 = 15.0;
const PIXELS_PER_DEGREE: f64 = 6.0;
const THRESHOLD: f64 = 35.0;

/// Palette: background, line, threshold.
const PALETTE: [u8; 9] = [255, 255, 255, 0x1f, 0x6f, 0xb5, 0xc6, 0x28, 0x28];

/// A temperature for every minute: a daily wave, and one event.
pub fn readings() -> Vec<f64> {
    let reading = |minute: u32| {
        let day = f64::from(minute % 1440) / 1440.0;
        let wave = 22.0 + 2.0 * (day * std::f64::consts::TAU).sin();
        let event = (f64::from(minute) - 7000.0) / 150.0;
        wave + 18.0 * (-event * event).exp()
    };
    (0..MINUTES).map(reading).collect()
}

/// The readings as a picture; `None` where the encoder refuses.
pub fn png(readings: &[f64]) -> Option<Vec<u8>> {
    let mut pixels = vec![0_u8; (WIDTH * HEIGHT) as usize];
    let mut plot = |x: u32, y: u32, color: u8| {
        let index = (y.min(HEIGHT - 1) * WIDTH + x) as usize;
        if let Some(pixel) = pixels.get_mut(index) {
            *pixel = color;
        }
    };
    for x in (0..WIDTH).filter(|x| x % 8 < 5) {
        plot(x, row(THRESHOLD), 2);
    }
    let mut previous = None;
    for x in 0..WIDTH {
        let minute = x as usize * readings.len() / WIDTH as usize;
        let y = row(*readings.get(minute)?);
        let from = previous.replace(y).unwrap_or(y);
        for y in y.min(from)..=y.max(from) + 1 {
            plot(x, y, 1);
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, WIDTH, HEIGHT);
    encoder.set_color(png::ColorType::Indexed);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_palette(PALETTE.to_vec());
    let mut writer = encoder.write_header().ok()?;
    writer.write_image_data(&pixels).ok()?;
    writer.finish().ok()?;
    Some(file)
}

/// The row of a temperature, the warmer the higher.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped to the rows of the picture"
)]
fn row(celsius: f64) -> u32 {
    let up = (celsius - LOWEST) * PIXELS_PER_DEGREE;
    (f64::from(HEIGHT) - up).clamp(0.0, f64::from(HEIGHT - 1)) as u32
}
