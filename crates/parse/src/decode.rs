//! From scores of heads to the best tree.

/// Scores are compared as whole numbers of this part, so that sums are exact.
const UNIT: f32 = 65_536.0;
/// Taken off every arc from the root; more than any tree's score can make up for.
const ROOT_COST: i64 = 1 << 45;

/// Finds trees; keeps its buffers between sentences.
#[derive(Default)]
pub(crate) struct Decoder {
    heads: Vec<usize>,
    /// `[node, node]`, dependent-major: score of `head` for `dependent` at `dependent * nodes + head`.
    scores: Vec<i64>,
    active: Vec<bool>,
    mark: Vec<u32>,
    folds: Vec<Fold>,
}

/// A cycle that was folded into its first node.
struct Fold {
    /// Nodes of the cycle, each with its head in the cycle. The first one stands for all.
    cycle: Vec<(usize, usize)>,
    /// For each node outside: the node of the cycle that it would enter, and the one that would be its head.
    enters: Vec<usize>,
    leaves: Vec<usize>,
}

impl Decoder {
    /// Gives each of `n` words its head in the best tree with one root: 0 for the root, else the number of the word, from 1.
    ///
    /// `scores` is `[n, n + 1]`: for each word the score of each head. Most often the best head of each word
    /// makes a tree already; otherwise cycles are folded (Chu and Liu 1965, Edmonds 1967), which is cubic in `n` at worst.
    pub(crate) fn tree(&mut self, scores: &[f32], n: usize) -> &[usize] {
        self.heads.clear();
        self.heads.push(0);
        for d in 0..n {
            let row = &scores[d * (n + 1)..(d + 1) * (n + 1)];
            let mut best = 0;
            for h in 0..=n {
                if h != d + 1 && row[h] > row[best] {
                    best = h;
                }
            }
            self.heads.push(best);
        }
        if !self.is_tree() {
            self.fold_cycles(scores, n);
        }
        &self.heads[1..]
    }

    fn is_tree(&mut self) -> bool {
        let n = self.heads.len() - 1;
        self.heads[1..].iter().filter(|&&h| h == 0).count() == 1 && self.find_cycle(n + 1).is_none()
    }

    /// A node on a cycle of the active nodes' heads.
    fn find_cycle(&mut self, nodes: usize) -> Option<usize> {
        self.mark.clear();
        self.mark.resize(nodes, 0);
        for start in 1..nodes {
            if !self.active.is_empty() && !self.active[start] {
                continue;
            }
            let walk = start as u32;
            let mut i = start;
            while i != 0 && self.mark[i] == 0 {
                self.mark[i] = walk;
                i = self.heads[i];
            }
            if i != 0 && self.mark[i] == walk {
                return Some(i);
            }
        }
        None
    }

    fn fold_cycles(&mut self, scores: &[f32], n: usize) {
        let nodes = n + 1;
        self.scores.clear();
        self.scores.resize(nodes * nodes, i64::MIN / 4);
        for d in 1..nodes {
            for h in 0..nodes {
                if h != d {
                    let s = (scores[(d - 1) * nodes + h] * UNIT) as i64;
                    self.scores[d * nodes + h] = if h == 0 { s - ROOT_COST } else { s };
                }
            }
        }
        self.active.clear();
        self.active.resize(nodes, true);
        for d in 1..nodes {
            self.heads[d] = self.best_head(d, nodes);
        }
        while let Some(i) = self.find_cycle(nodes) {
            self.fold(i, nodes);
        }
        while let Some(fold) = self.folds.pop() {
            self.unfold(&fold, nodes);
        }
        self.active.clear();
    }

    fn best_head(&self, d: usize, nodes: usize) -> usize {
        let mut best = 0;
        for h in 1..nodes {
            let better = self.scores[d * nodes + h] > self.scores[d * nodes + best];
            if self.active[h] && h != d && better {
                best = h;
            }
        }
        best
    }

    fn fold(&mut self, start: usize, nodes: usize) {
        let mut cycle = vec![(start, self.heads[start])];
        let mut i = self.heads[start];
        while i != start {
            cycle.push((i, self.heads[i]));
            i = self.heads[i];
        }
        for &(node, _) in &cycle {
            self.active[node] = false;
        }
        let mut enters = vec![start; nodes];
        let mut leaves = vec![start; nodes];
        for v in (0..nodes).filter(|&v| self.active[v]) {
            let gain =
                |&(u, h): &(usize, usize)| self.scores[u * nodes + v] - self.scores[u * nodes + h];
            let (mut enter, mut leave) = (cycle[0], cycle[0].0);
            for &(u, h) in &cycle[1..] {
                if gain(&(u, h)) > gain(&enter) {
                    enter = (u, h);
                }
                if self.scores[v * nodes + u] > self.scores[v * nodes + leave] {
                    leave = u;
                }
            }
            enters[v] = enter.0;
            leaves[v] = leave;
        }
        for v in (0..nodes).filter(|&v| self.active[v]) {
            let u = enters[v];
            let inner = cycle
                .iter()
                .find(|(node, _)| *node == u)
                .map_or(0, |&(_, h)| h);
            let gain = self.scores[u * nodes + v] - self.scores[u * nodes + inner];
            self.scores[start * nodes + v] = gain;
            self.scores[v * nodes + start] = self.scores[v * nodes + leaves[v]];
        }
        self.active[start] = true;
        let in_cycle = |h: usize| cycle.iter().any(|&(node, _)| node == h);
        for v in 1..nodes {
            if self.active[v] && (v == start || in_cycle(self.heads[v])) {
                self.heads[v] = if v == start {
                    self.best_head(v, nodes)
                } else {
                    start
                };
            }
        }
        self.folds.push(Fold {
            cycle,
            enters,
            leaves,
        });
    }

    fn unfold(&mut self, fold: &Fold, nodes: usize) {
        let start = fold.cycle[0].0;
        let from = self.heads[start];
        let entered = fold.enters[from];
        for v in 1..nodes {
            if self.active[v] && v != start && self.heads[v] == start {
                self.heads[v] = fold.leaves[v];
            }
        }
        for &(node, head) in &fold.cycle {
            self.active[node] = true;
            self.heads[node] = if node == entered { from } else { head };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Decoder;

    /// The best tree by trying all assignments of heads.
    fn brute(scores: &[f32], n: usize) -> f32 {
        let mut best = f32::NEG_INFINITY;
        for code in 0..(n + 1).pow(n as u32) {
            let heads: Vec<usize> = (0..n)
                .map(|d| code / (n + 1).pow(d as u32) % (n + 1))
                .collect();
            if is_tree(&heads) {
                best = best.max(total(scores, &heads));
            }
        }
        best
    }

    fn total(scores: &[f32], heads: &[usize]) -> f32 {
        let n = heads.len();
        heads
            .iter()
            .enumerate()
            .map(|(d, &h)| scores[d * (n + 1) + h])
            .sum()
    }

    fn is_tree(heads: &[usize]) -> bool {
        let reaches_root = |mut i: usize| {
            for _ in 0..=heads.len() {
                if i == 0 {
                    return true;
                }
                i = heads[i - 1];
            }
            false
        };
        heads.iter().filter(|&&h| h == 0).count() == 1 && (1..=heads.len()).all(reaches_root)
    }

    #[test]
    fn the_tree_is_the_best_there_is() {
        let mut decoder = Decoder::default();
        let mut state = 1u32;
        for round in 0..400 {
            let n = 1 + round % 5;
            let scores: Vec<f32> = (0..n * (n + 1))
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (state >> 20) as f32 / 64.0
                })
                .collect();
            let heads = decoder.tree(&scores, n).to_vec();
            assert!(is_tree(&heads), "{heads:?}");
            assert!(
                (total(&scores, &heads) - brute(&scores, n)).abs() < 0.01,
                "{scores:?}"
            );
        }
    }

    #[test]
    fn a_long_sentence_of_ties_is_a_tree() {
        let heads = Decoder::default().tree(&vec![0.0; 192 * 193], 192).to_vec();
        assert!(is_tree(&heads));
    }
}
