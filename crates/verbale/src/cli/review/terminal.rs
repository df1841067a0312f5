//! The screen of a review: one record at a time, and the keys.

use super::walk::{Key, Mode, Walk};
use crate::cli::ink::{Ink, Line};
use crate::cli::screen;
use crossterm::event::{self, Event, KeyCode, KeyEventKind, KeyModifiers};
use crossterm::{cursor, execute, queue, terminal};
use std::io::{self, Write};

/// A terminal in raw mode, on its other screen; as it was once this is dropped.
pub(super) struct Terminal {
    is_left: bool,
}

impl Terminal {
    pub(super) fn enter() -> io::Result<Self> {
        terminal::enable_raw_mode()?;
        let terminal = Self { is_left: false };
        execute!(io::stdout(), terminal::EnterAlternateScreen)?;
        Ok(terminal)
    }

    pub(super) fn leave(&mut self) -> io::Result<()> {
        self.is_left = true;
        screen::restore()
    }

    /// Waits for the next key.
    pub(super) fn key(&mut self) -> io::Result<Key> {
        loop {
            let key = match event::read()? {
                Event::Key(key) if key.kind != KeyEventKind::Release => key,
                Event::Resize(..) => return Ok(Key::Other),
                _ => continue,
            };
            let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
            return Ok(match key.code {
                KeyCode::Char('c' | 'd') if is_control => Key::Interrupt,
                KeyCode::Char(_) if is_control => Key::Other,
                KeyCode::Char(c) => Key::Char(c),
                KeyCode::Enter => Key::Enter,
                KeyCode::Esc => Key::Escape,
                KeyCode::Backspace => Key::Backspace,
                _ => Key::Other,
            });
        }
    }

    /// Shows the record in `lines`, why it is shown, and what the keys do.
    pub(super) fn draw(&mut self, walk: &Walk, record: Vec<Line>) -> io::Result<()> {
        let (columns, rows) = terminal::size()?;
        let (columns, rows) = (usize::from(columns).max(20), usize::from(rows).max(6));
        let mut head = Line::new(&format!("{} · ", walk.place()), Ink::Quiet);
        let reasons = walk.item().map(|item| {
            let reasons = item.reasons.iter().map(ToString::to_string);
            reasons.collect::<Vec<_>>().join(" · ")
        });
        head.push(&reasons.unwrap_or_default(), Ink::Alert);
        let foot: Vec<Line> = foot(walk).iter().flat_map(|l| l.wrap(columns)).collect();
        let mut body = head.wrap(columns);
        body.push(Line::default());
        for line in record {
            body.extend(line.wrap(columns));
        }
        let room = rows.saturating_sub(foot.len() + 1);
        if body.len() > room {
            body.truncate(room.saturating_sub(1));
            body.push(Line::new("… (a larger window shows more)", Ink::Quiet));
        }
        body.push(Line::default());
        body.extend(foot);
        let mut text = String::new();
        for (at, line) in body.iter().take(rows).enumerate() {
            if at > 0 {
                text.push_str("\r\n");
            }
            line.write(&mut text);
        }
        if !screen::has_color() {
            text = anstream::adapter::strip_str(&text).to_string();
        }
        let mut out = io::stdout().lock();
        let clear = terminal::Clear(terminal::ClearType::All);
        queue!(out, clear, cursor::MoveTo(0, 0))?;
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        if !self.is_left {
            // There is nobody left to tell.
            let _ = screen::restore();
        }
    }
}

/// What the keys do, and what the last one did.
fn foot(walk: &Walk) -> Vec<Line> {
    let mut foot = Vec::new();
    if !walk.message().is_empty() {
        foot.push(Line::new(walk.message(), Ink::Alert));
    }
    match walk.mode() {
        Mode::Judging => foot.push(Line::new(
            "a accept  r reject  e edit  s skip  u undo  q leave",
            Ink::Title,
        )),
        Mode::Choosing => {
            let mut line = Line::new("edit which field? ", Ink::Title);
            for (letter, field) in walk.fields() {
                line.push(&format!("{letter} "), Ink::Sign);
                line.push(&format!("{field}  "), Ink::Plain);
            }
            line.push("Esc none", Ink::Quiet);
            foot.push(line);
        }
        Mode::Typing { field, text } => {
            let mut line = Line::new(&format!("{field}: "), Ink::Title);
            line.push(text, Ink::Sign);
            line.push("▏", Ink::Plain);
            foot.push(line);
            let hint = "Enter keeps it, Esc does not; text, or JSON such as null or [\"actor-03\"]";
            foot.push(Line::new(hint, Ink::Quiet));
        }
    }
    foot
}
