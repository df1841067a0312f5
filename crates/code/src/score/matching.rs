//! Maximum one-to-one matching.

/// Matches rows to columns, as many as can be; returns `(row, column)` in the order in which rows
/// were first matched.
///
/// `edges[row]` lists the columns a row may take, the wanted first; rows are served in `order`.
/// Cost is at most rows times edges.
pub(super) fn maximum(
    edges: &[Vec<usize>],
    order: &[usize],
    n_columns: usize,
) -> Vec<(usize, usize)> {
    let mut owner = vec![None; n_columns];
    let mut served = Vec::new();
    for &row in order {
        if augment(row, edges, &mut owner) {
            served.push(row);
        }
    }
    let mut column_of = vec![0; edges.len()];
    for (column, row) in owner.iter().enumerate() {
        if let Some(row) = *row {
            column_of[row] = column;
        }
    }
    served.iter().map(|&row| (row, column_of[row])).collect()
}

/// Gives `start` a column, moving owners to others where needed; depth first, without recursion so
/// that no input can exhaust the stack.
fn augment(start: usize, edges: &[Vec<usize>], owner: &mut [Option<usize>]) -> bool {
    let mut seen = vec![false; owner.len()];
    // each row on the way, with the number of its edges that were tried
    let mut path = vec![(start, 0)];
    while let Some((row, tried)) = path.last_mut() {
        let Some(&column) = edges[*row].get(*tried) else {
            path.pop();
            continue;
        };
        *tried += 1;
        if std::mem::replace(&mut seen[column], true) {
            continue;
        }
        match owner[column] {
            Some(next) => path.push((next, 0)),
            None => {
                for (row, tried) in path {
                    owner[edges[row][tried - 1]] = Some(row);
                }
                return true;
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::maximum;

    #[test]
    fn an_owner_moves_to_make_room() {
        let edges = [vec![0, 1], vec![0]];
        assert_eq!(maximum(&edges, &[1, 0], 2), [(1, 0), (0, 1)]);
        assert_eq!(maximum(&edges, &[0, 1], 2), [(0, 1), (1, 0)]);
        assert_eq!(maximum(&[vec![0], vec![0]], &[0, 1], 1), [(0, 0)]);
    }
}
