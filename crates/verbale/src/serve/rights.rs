//! Who asks, and what each may do.

use super::fault::Fault;
use super::state::App;
use axum::extract::FromRequestParts;
use axum::http::Method;
use axum::http::request::Parts;
use verbale_ledger::Role;

/// Who asks.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Who {
    /// The name that entries carry.
    pub(crate) name: String,
    /// What this request may do.
    pub(crate) role: Role,
    /// How we know.
    pub(crate) via: Via,
}

/// How we know who asks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Via {
    /// Whoever sits at this machine; no accounts are asked for.
    Machine,
    /// A browser that somebody logged in with; the key of the session.
    Session([u8; 32]),
    /// A personal token.
    Token,
    /// A proxy that is listed says so.
    Proxy,
}

impl FromRequestParts<App> for Who {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Fault> {
        let who = parts.extensions.get::<Who>().cloned();
        who.ok_or_else(|| Fault::new(axum::http::StatusCode::UNAUTHORIZED, "log in first"))
    }
}

/// What is open to everybody: the way in, and what the way in looks like.
pub(crate) fn is_open(path: &str) -> bool {
    path == "/login" || path == "/logout" || path.starts_with("/assets/")
}

/// What may be sent, by the beginning of its address. What is not listed is for admins only.
const SENT: &[(&str, Role)] = &[
    ("/account", Role::Reader),
    ("/review", Role::Reviewer),
    ("/records", Role::Reviewer),
    ("/claims", Role::Reviewer),
    ("/impact", Role::Reviewer),
    ("/add", Role::Editor),
    ("/same", Role::Editor),
    ("/actors", Role::Editor),
    ("/documents", Role::Editor),
    ("/accounts", Role::Admin),
];

/// What may not be seen by every reader, likewise.
const SEEN: &[(&str, Role)] = &[("/accounts", Role::Admin)];

/// The role that a request needs at least.
pub(crate) fn needed(method: &Method, path: &str) -> Role {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) {
        return listed(SEEN, path).unwrap_or(Role::Reader);
    }
    listed(SENT, path).unwrap_or(Role::Admin)
}

/// What a list says of an address.
fn listed(list: &[(&str, Role)], path: &str) -> Option<Role> {
    let begins = |start: &str| {
        let rest = path.strip_prefix(start);
        rest.is_some_and(|r| r.is_empty() || r.starts_with('/'))
    };
    let row = list.iter().find(|(start, _)| begins(start));
    row.map(|(_, role)| *role)
}

#[cfg(test)]
mod tests {
    use super::{SENT, is_open, listed, needed};
    use axum::http::Method;
    use verbale_ledger::Role;

    #[test]
    fn what_is_not_listed_is_for_admins() {
        for (path, expected) in [
            ("/add", Role::Editor),
            ("/claims/commitment-1f/outcome", Role::Reviewer),
            ("/addenda", Role::Admin),
            ("/nix", Role::Admin),
        ] {
            assert_eq!(needed(&Method::POST, path), expected, "{path}");
            assert_eq!(needed(&Method::GET, path), Role::Reader, "{path}");
        }
    }

    #[test]
    fn accounts_are_seen_by_admins_only_and_the_own_one_by_everybody() {
        for (path, expected) in [
            ("/accounts", Role::Admin),
            ("/accounts/remove", Role::Admin),
            ("/account", Role::Reader),
            ("/account/tokens", Role::Reader),
        ] {
            for method in [Method::GET, Method::POST] {
                assert_eq!(needed(&method, path), expected, "{method} {path}");
            }
        }
    }

    #[test]
    fn every_route_that_writes_has_a_right() {
        let paths = crate::serve::description().paths.paths;
        let sent = paths.iter().filter(|(_, item)| {
            item.post.is_some()
                || item.put.is_some()
                || item.delete.is_some()
                || item.patch.is_some()
        });
        let paths: Vec<&str> = sent
            .map(|(path, _)| path.trim_end_matches(".json"))
            .collect();
        assert!(paths.len() > 2, "{paths:?}");
        for path in paths {
            assert!(
                is_open(path) || listed(SENT, path).is_some(),
                "{path}: add a line to SENT"
            );
        }
    }
}
