//! Who is logged in, and who guessed too often. Both are forgotten when the server stops.

use super::secret::digest;
use std::collections::BTreeMap;
use std::net::IpAddr;
use std::time::Duration;
use tokio::time::Instant;

/// A session ends after so long without a request.
const IDLE: Duration = Duration::from_secs(8 * 3600);

/// A session ends after so long in any case.
pub(crate) const LONGEST: Duration = Duration::from_secs(7 * 24 * 3600);

/// Sessions that are kept; the one that was not used for longest goes first.
const MAX_SESSIONS: usize = 10_000;

/// Sessions by the hash of what the browser holds.
#[derive(Default)]
pub(crate) struct Sessions(BTreeMap<[u8; 32], Session>);

/// One browser that somebody logged in with.
#[derive(Clone)]
pub(crate) struct Session {
    /// The account.
    pub(crate) name: String,
    /// Hash of its password then; with another password the session is over.
    pub(crate) password: Option<String>,
    made: Instant,
    used: Instant,
}

/// The key of a session from the value of its cookie.
pub(crate) fn session_key(cookie: &str) -> [u8; 32] {
    digest(&[b"session", cookie.as_bytes()])
}

impl Sessions {
    pub(crate) fn open(&mut self, key: [u8; 32], name: &str, password: Option<String>) {
        let now = Instant::now();
        self.0.retain(|_, session| session.is_open(now));
        if self.0.len() >= MAX_SESSIONS
            && let Some((&oldest, _)) = self.0.iter().min_by_key(|(_, session)| session.used)
        {
            self.0.remove(&oldest);
        }
        let name = name.to_owned();
        let session = Session {
            name,
            password,
            made: now,
            used: now,
        };
        self.0.insert(key, session);
    }

    /// The session with that key, which is used now.
    pub(crate) fn get(&mut self, key: &[u8; 32]) -> Option<Session> {
        let now = Instant::now();
        let session = self.0.get_mut(key).filter(|s| s.is_open(now))?;
        session.used = now;
        Some(session.clone())
    }

    pub(crate) fn close(&mut self, key: &[u8; 32]) {
        self.0.remove(key);
    }
}

impl Session {
    fn is_open(&self, now: Instant) -> bool {
        now.duration_since(self.used) < IDLE && now.duration_since(self.made) < LONGEST
    }
}

/// Failed logins count for so long.
const MEMORY: Duration = Duration::from_secs(15 * 60);

/// Failures for one name from one address, from one address, and for one name, after which one has to wait.
const LIMITS: [usize; 3] = [5, 20, 50];

/// Addresses and names that are remembered; beyond that old failures are forgotten first.
const MAX_REMEMBERED: usize = 20_000;

/// Logins that failed lately.
#[derive(Default)]
pub(crate) struct Attempts(BTreeMap<(Option<IpAddr>, Option<String>), Vec<Instant>>);

impl Attempts {
    /// How long this address has to wait before it may try this name.
    pub(crate) fn wait(&self, address: IpAddr, name: &str) -> Option<Duration> {
        let now = Instant::now();
        let waits = keys(address, name).into_iter().zip(LIMITS);
        let waits = waits.filter_map(|(key, limit)| {
            let lately = self.0.get(&key)?.iter();
            let mut lately = lately.rev().filter(|at| now.duration_since(**at) < MEMORY);
            let first = lately.nth(limit - 1)?;
            Some(MEMORY - now.duration_since(*first))
        });
        waits.max()
    }

    /// Counts a login. It is counted before the password is looked at, so that many at once are no way around.
    pub(crate) fn count(&mut self, address: IpAddr, name: &str) {
        let now = Instant::now();
        if self.0.len() > MAX_REMEMBERED {
            self.0.retain(|_, times| {
                times
                    .last()
                    .is_some_and(|at| now.duration_since(*at) < MEMORY)
            });
        }
        for key in keys(address, name) {
            let times = self.0.entry(key).or_default();
            times.retain(|at| now.duration_since(*at) < MEMORY);
            times.push(now);
        }
    }

    /// The password was right: what was counted for this name from this address is forgotten.
    pub(crate) fn forget(&mut self, address: IpAddr, name: &str) {
        let [own, from, of] = keys(address, name);
        self.0.remove(&own);
        for key in [from, of] {
            if let Some(times) = self.0.get_mut(&key) {
                times.pop();
            }
        }
    }
}

fn keys(address: IpAddr, name: &str) -> [(Option<IpAddr>, Option<String>); 3] {
    let name: String = name.chars().take(64).collect();
    [
        (Some(address), Some(name.clone())),
        (Some(address), None),
        (None, Some(name)),
    ]
}

#[cfg(test)]
mod tests {
    use super::{Attempts, IDLE, MEMORY, Sessions, session_key};
    use std::net::{IpAddr, Ipv4Addr};
    use tokio::time::advance;

    fn check(test: impl Future<Output = ()>) {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        let runtime = builder.enable_time().start_paused(true).build().unwrap();
        runtime.block_on(test);
    }

    #[test]
    fn five_wrong_passwords_make_one_wait() {
        check(async {
            let here = IpAddr::V4(Ipv4Addr::LOCALHOST);
            let there = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 1));
            let mut attempts = Attempts::default();
            for _ in 0..5 {
                assert_eq!(attempts.wait(here, "ada"), None);
                attempts.count(here, "ada");
            }
            assert_eq!(attempts.wait(here, "ada"), Some(MEMORY));
            assert_eq!(attempts.wait(there, "ada"), None, "the owner elsewhere");
            for n in 0..15 {
                attempts.count(here, &format!("name{n}"));
            }
            assert!(attempts.wait(here, "bob").is_some(), "the address");
            advance(MEMORY).await;
            assert_eq!(attempts.wait(here, "ada"), None);
        });
    }

    #[test]
    fn a_session_ends_when_it_is_not_used() {
        check(async {
            let mut sessions = Sessions::default();
            let key = session_key("cookie");
            sessions.open(key, "ada", None);
            advance(IDLE / 2).await;
            assert_eq!(sessions.get(&key).unwrap().name, "ada");
            advance(IDLE * 2 / 3).await;
            assert!(sessions.get(&key).is_some());
            advance(IDLE).await;
            assert!(sessions.get(&key).is_none());
            assert!(sessions.get(&session_key("other")).is_none());
        });
    }
}
