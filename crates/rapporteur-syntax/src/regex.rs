//! Python regular expressions, as far as tokenizer rules use them, over slices of characters. Pure.
//!
//! A backtracking machine with Python's meaning (leftmost, first branch that fits), look-behind and look-ahead, and an
//! explicit stack, so that no input makes it recurse. What keeps it fast: each branch of an alternation carries the set
//! of characters it can start with. What keeps it linear: [`Regex::full`] remembers where it has been; the searches
//! stop after a number of steps at one place that no real rule comes near.

use crate::charset::Set;
use crate::error::{Reason, corrupt, unsupported};

/// Instructions beyond this are refused: spaCy's longest rule takes some hundreds.
const MAX_PROGRAM: usize = 20_000;
/// Groups nested deeper than this are refused.
const MAX_DEPTH: usize = 60;
/// Steps of one attempt at one place, for the searches that keep no memory.
const MAX_STEPS: usize = 50_000;

#[derive(Debug, Clone)]
enum Node {
    Set(Set),
    Start,
    End,
    Concat(Vec<Node>),
    Either(Vec<Node>),
    Repeat { node: Box<Node>, min: usize, max: usize, greedy: bool },
    Look { node: Box<Node>, behind: bool, negated: bool },
}

impl Node {
    /// Characters the node takes at least and at most.
    fn width(&self) -> (usize, usize) {
        match self {
            Node::Set(_) => (1, 1),
            Node::Start | Node::End | Node::Look { .. } => (0, 0),
            Node::Concat(nodes) => nodes.iter().fold((0, 0), |(a, b), n| {
                let (c, d) = n.width();
                (a.saturating_add(c), b.saturating_add(d))
            }),
            Node::Either(nodes) => {
                let widths = || nodes.iter().map(Node::width);
                (widths().map(|w| w.0).min().unwrap_or(0), widths().map(|w| w.1).max().unwrap_or(0))
            }
            Node::Repeat { node, min, max, .. } => {
                let (a, b) = node.width();
                (a.saturating_mul(*min), if b == 0 { 0 } else { b.saturating_mul(*max) })
            }
        }
    }
    /// The characters the node can start with, and whether it can be empty (then they say nothing).
    fn first(&self) -> (Set, bool) {
        match self {
            Node::Set(set) => (set.clone(), false),
            Node::Start | Node::End | Node::Look { .. } => (Set::default(), true),
            Node::Concat(nodes) => {
                let mut all = Set::default();
                for node in nodes {
                    let (set, empty) = node.first();
                    all = all.or(&set);
                    if !empty {
                        return (all, false);
                    }
                }
                (all, true)
            }
            Node::Either(nodes) => nodes
                .iter()
                .map(Node::first)
                .fold((Set::default(), false), |(s, e), (t, f)| (s.or(&t), e || f)),
            Node::Repeat { node, min, .. } => {
                let (set, empty) = node.first();
                (set, empty || *min == 0)
            }
        }
    }
    /// Every character the node can take.
    fn alphabet(&self) -> Set {
        match self {
            Node::Set(set) => set.clone(),
            Node::Start | Node::End | Node::Look { .. } => Set::default(),
            Node::Concat(nodes) | Node::Either(nodes) => {
                nodes.iter().fold(Set::default(), |all, n| all.or(&n.alphabet()))
            }
            Node::Repeat { node, .. } => node.alphabet(),
        }
    }
    fn starts_anchored(&self) -> bool {
        match self {
            Node::Start => true,
            Node::Concat(nodes) => nodes.first().is_some_and(Node::starts_anchored),
            Node::Either(nodes) => nodes.iter().all(Node::starts_anchored),
            _ => false,
        }
    }
    fn ends_anchored(&self) -> bool {
        match self {
            Node::End => true,
            Node::Concat(nodes) => nodes.last().is_some_and(Node::ends_anchored),
            Node::Either(nodes) => nodes.iter().all(Node::ends_anchored),
            _ => false,
        }
    }
}

struct Parser<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
}

impl Parser<'_> {
    fn eat(&mut self, c: char) -> bool {
        self.rest.next_if_eq(&c).is_some()
    }
    fn need(&mut self) -> Result<char, Reason> {
        self.rest.next().ok_or_else(|| corrupt("regular expression ends early"))
    }
    fn either(&mut self, depth: usize) -> Result<Node, Reason> {
        if depth > MAX_DEPTH {
            return Err(unsupported("regular expression with groups nested this deep"));
        }
        let mut branches = Vec::new();
        loop {
            let mut parts = Vec::new();
            while let Some(&c) = self.rest.peek() {
                if c == '|' || c == ')' {
                    break;
                }
                let atom = self.atom(depth)?;
                if let Some(atom) = atom {
                    parts.push(self.repeat(atom)?);
                }
            }
            branches.push(match parts.len() {
                1 => parts.remove(0),
                _ => Node::Concat(parts),
            });
            if !self.eat('|') {
                break;
            }
        }
        Ok(match branches.len() {
            1 => branches.remove(0),
            _ => Node::Either(branches),
        })
    }
    fn atom(&mut self, depth: usize) -> Result<Option<Node>, Reason> {
        Ok(Some(match self.need()? {
            '^' => Node::Start,
            '$' => Node::End,
            '.' => Node::Set(Set { ranges: vec![(10, 10)], negated: true, ..Set::default() }.finish()),
            '[' => Node::Set(self.class()?),
            '(' => return self.group(depth),
            '\\' => {
                let mut set = Set::default();
                self.escape(&mut set)?;
                Node::Set(set.finish())
            }
            c @ ('*' | '+' | '?') => {
                return Err(corrupt(format!("{c} repeats nothing in a regular expression")));
            }
            c => Node::Set(Set::one(c)),
        }))
    }
    fn group(&mut self, depth: usize) -> Result<Option<Node>, Reason> {
        let mut look = None;
        if self.eat('?') {
            match self.need()? {
                ':' => {}
                '=' => look = Some((false, false)),
                '!' => look = Some((false, true)),
                '<' => match self.need()? {
                    '=' => look = Some((true, false)),
                    '!' => look = Some((true, true)),
                    _ => return Err(unsupported("regular expression with a group (?<")),
                },
                'P' if self.eat('<') => while self.need()? != '>' {},
                'u' if self.eat(')') => return Ok(None),
                c => return Err(unsupported(format!("regular expression with a group (?{c}"))),
            }
        }
        let node = self.either(depth + 1)?;
        if !self.eat(')') {
            return Err(corrupt("regular expression with a group that does not end"));
        }
        let Some((behind, negated)) = look else { return Ok(Some(node)) };
        if behind {
            let (min, max) = node.width();
            if min != max {
                return Err(corrupt("regular expression with a look-behind of no fixed width"));
            }
        }
        Ok(Some(Node::Look { node: Box::new(node), behind, negated }))
    }
    fn repeat(&mut self, node: Node) -> Result<Node, Reason> {
        let (min, max) = match self.rest.peek() {
            Some('*') => (0, usize::MAX),
            Some('+') => (1, usize::MAX),
            Some('?') => (0, 1),
            Some('{') => {
                // As in Python, a brace that is no number of times is a brace.
                let ahead: String = self.rest.clone().skip(1).take_while(|&c| c != '}').take(12).collect();
                let (low, high) = ahead.split_once(',').unwrap_or((&ahead, &ahead));
                let digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
                if ahead.is_empty() || !digits(low) || !digits(high) {
                    return Ok(node);
                }
                let number = |s: &str, none: usize| {
                    if s.is_empty() { Ok(none) } else { s.parse().map_err(|_| corrupt("a number of times")) }
                };
                let times = (number(low, 0)?, number(high, usize::MAX)?);
                for _ in 0..ahead.len() + 1 {
                    self.rest.next();
                }
                times
            }
            _ => return Ok(node),
        };
        self.rest.next();
        if min > max {
            return Err(corrupt("regular expression that repeats more than at most"));
        }
        let greedy = !self.eat('?');
        if matches!(self.rest.peek(), Some('*' | '+')) {
            return Err(unsupported("regular expression with a possessive repeat"));
        }
        Ok(Node::Repeat { node: Box::new(node), min, max, greedy })
    }
    /// After a backslash: adds what it means, and gives the character if it means one.
    fn escape(&mut self, set: &mut Set) -> Result<Option<char>, Reason> {
        let c = self.need()?;
        let mut hex = |n: usize| -> Result<char, Reason> {
            let mut code = 0;
            for _ in 0..n {
                let digit = self.need()?.to_digit(16).ok_or_else(|| corrupt("escape that is no number"))?;
                code = code * 16 + digit;
            }
            // A lone surrogate can stand in a rule, not in a text.
            Ok(char::from_u32(code).unwrap_or('\u{d7ff}'))
        };
        let one = match c {
            'u' => hex(4)?,
            'U' => hex(8)?,
            'x' => hex(2)?,
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'f' => '\u{c}',
            'v' => '\u{b}',
            's' | 'S' | 'w' | 'W' | 'd' | 'D' => {
                match c {
                    's' => set.space = true,
                    'S' => set.not_space = true,
                    'w' => set.word = true,
                    'W' => set.not_word = true,
                    'd' => set.decimal = true,
                    _ => set.not_decimal = true,
                }
                return Ok(None);
            }
            c if c.is_ascii_alphanumeric() => {
                return Err(unsupported(format!("regular expression with \\{c}")));
            }
            c => c,
        };
        set.ranges.push((u32::from(one), u32::from(one)));
        Ok(Some(one))
    }
    fn class(&mut self) -> Result<Set, Reason> {
        let mut set = Set { negated: self.eat('^'), ..Set::default() };
        let mut first = true;
        loop {
            let c = self.need()?;
            let from = match c {
                ']' if !first => return Ok(set.finish()),
                '\\' => self.escape(&mut set)?,
                c => {
                    set.ranges.push((u32::from(c), u32::from(c)));
                    Some(c)
                }
            };
            first = false;
            let mut ahead = self.rest.clone();
            if let (Some(from), Some('-'), Some(next)) = (from, ahead.next(), ahead.next())
                && next != ']'
            {
                self.rest.next();
                self.rest.next();
                let mut ignored = Set::default();
                let to = if next == '\\' { self.escape(&mut ignored)? } else { Some(next) };
                let to = to.ok_or_else(|| corrupt("range without end in a regular expression"))?;
                if to < from {
                    return Err(corrupt("range that runs backwards in a regular expression"));
                }
                set.ranges.push((u32::from(from), u32::from(to)));
            }
        }
    }
}

#[derive(Debug)]
enum Op {
    Set(u32),
    /// A set any number of times within bounds.
    Run {
        set: u32,
        min: usize,
        max: usize,
        greedy: bool,
    },
    Start,
    End,
    Jump(u32),
    /// Go on at the next instruction; failing that, there.
    Split(u32),
    /// Go on there; failing that, at the next instruction.
    SplitLazy(u32),
    /// An alternation: `tables[table]` says where to go for the next character.
    Switch(u32),
    /// What lies up to `end` must (or must not) fit here, `back` characters earlier.
    Look {
        end: u32,
        back: usize,
        negated: bool,
    },
    Done,
}

/// For each ASCII character, and for all others together, the branches that can begin with it, in order.
#[derive(Debug)]
struct Table {
    ascii: Vec<Vec<u32>>,
    other: Vec<(u32, Option<u32>)>,
    end: Vec<u32>,
}

/// A compiled expression.
#[derive(Debug)]
pub(crate) struct Regex {
    program: Vec<Op>,
    sets: Vec<Set>,
    tables: Vec<Table>,
    /// What a match can begin with; `None`: with anything, or nothing.
    first: Option<Set>,
    anchored_start: bool,
    /// For an expression that ends in `$`: the most characters of its bounded branches, and what the others take.
    tail: Option<(usize, Set)>,
}

/// Room for the machine's work, kept from match to match.
#[derive(Debug, Default)]
pub(crate) struct Room {
    stack: Vec<Frame>,
    seen: Vec<u64>,
}

#[derive(Debug, Clone, Copy)]
enum Frame {
    At {
        pc: u32,
        at: usize,
    },
    /// A run that can give back characters (greedy) down to `low`.
    Less {
        pc: u32,
        at: usize,
        low: usize,
    },
    /// A run that can take more (lazy) up to `high`.
    More {
        pc: u32,
        at: usize,
        high: usize,
    },
    /// The branches of a switch from number `next` on.
    Branch {
        pc: u32,
        at: usize,
        next: u32,
    },
}

impl Regex {
    /// Compiles a Python pattern.
    pub(crate) fn new(pattern: &str) -> Result<Regex, Reason> {
        let mut parser = Parser { rest: pattern.chars().peekable() };
        let node = parser.either(0)?;
        if parser.rest.next().is_some() {
            return Err(corrupt("regular expression with a bracket too many"));
        }
        let (first, empty) = node.first();
        let mut regex = Regex {
            program: Vec::new(),
            sets: Vec::new(),
            tables: Vec::new(),
            first: (!empty).then_some(first),
            anchored_start: node.starts_anchored(),
            tail: None,
        };
        if node.ends_anchored() {
            let branches = match &node {
                Node::Either(branches) => branches.as_slice(),
                other => std::slice::from_ref(other),
            };
            let mut tail = (0, Set::default());
            for branch in branches {
                match branch.width().1 {
                    max if max < 1000 => tail.0 = tail.0.max(max),
                    _ => tail.1 = tail.1.or(&branch.alphabet()),
                }
            }
            regex.tail = Some(tail);
        }
        regex.emit(&node)?;
        regex.program.push(Op::Done);
        Ok(regex)
    }

    fn here(&self) -> u32 {
        self.program.len() as u32
    }
    fn push(&mut self, op: Op) -> Result<usize, Reason> {
        if self.program.len() >= MAX_PROGRAM {
            return Err(unsupported("regular expression this long"));
        }
        self.program.push(op);
        Ok(self.program.len() - 1)
    }
    fn set(&mut self, set: &Set) -> u32 {
        if let Some(i) = self.sets.iter().position(|s| s == set) {
            return i as u32;
        }
        self.sets.push(set.clone());
        (self.sets.len() - 1) as u32
    }

    fn emit(&mut self, node: &Node) -> Result<(), Reason> {
        match node {
            Node::Set(set) => {
                let set = self.set(set);
                self.push(Op::Set(set))?;
            }
            Node::Start => drop(self.push(Op::Start)?),
            Node::End => drop(self.push(Op::End)?),
            Node::Concat(nodes) => {
                for node in nodes {
                    self.emit(node)?;
                }
            }
            Node::Either(nodes) => {
                let switch = self.push(Op::Done)?;
                let mut starts = Vec::new();
                let mut jumps = Vec::new();
                for node in nodes {
                    starts.push(self.here());
                    self.emit(node)?;
                    jumps.push(self.push(Op::Jump(0))?);
                }
                let end = self.here();
                for jump in jumps {
                    self.program[jump] = Op::Jump(end);
                }
                let firsts: Vec<(Set, bool)> = nodes.iter().map(Node::first).collect();
                let with = |c: char| {
                    let fits = starts.iter().zip(&firsts).filter(|(_, (set, empty))| *empty || set.has(c));
                    fits.map(|(&start, _)| start).collect()
                };
                let ascii = (0..128u8).map(|b| with(char::from(b))).collect();
                let mut other = Vec::new();
                for (&start, (set, empty)) in starts.iter().zip(&firsts) {
                    if *empty {
                        other.push((start, None));
                    } else if set.negated
                        || set.ranges.last().is_some_and(|r| r.1 >= 128)
                        || set.space
                        || set.word
                        || set.decimal
                        || set.not_space
                        || set.not_word
                        || set.not_decimal
                    {
                        let set = self.set(set);
                        other.push((start, Some(set)));
                    }
                }
                let end =
                    starts.iter().zip(&firsts).filter(|(_, (_, empty))| *empty).map(|(&s, _)| s).collect();
                self.tables.push(Table { ascii, other, end });
                self.program[switch] = Op::Switch((self.tables.len() - 1) as u32);
            }
            Node::Repeat { node, min, max, greedy } => {
                if let Node::Set(set) = &**node {
                    let set = self.set(set);
                    self.push(Op::Run { set, min: *min, max: *max, greedy: *greedy })?;
                    return Ok(());
                }
                for _ in 0..*min {
                    self.emit(node)?;
                }
                if *max == usize::MAX {
                    if node.width().0 == 0 {
                        return Err(unsupported("regular expression that repeats what can be empty"));
                    }
                    let split = self.push(Op::Done)?;
                    self.emit(node)?;
                    self.push(Op::Jump(split as u32))?;
                    let end = self.here();
                    self.program[split] = if *greedy { Op::Split(end) } else { Op::SplitLazy(end) };
                } else {
                    let mut splits = Vec::new();
                    for _ in *min..*max {
                        splits.push(self.push(Op::Done)?);
                        self.emit(node)?;
                    }
                    let end = self.here();
                    for split in splits {
                        self.program[split] = if *greedy { Op::Split(end) } else { Op::SplitLazy(end) };
                    }
                }
            }
            Node::Look { node, behind, negated } => {
                let look = self.push(Op::Done)?;
                self.emit(node)?;
                self.push(Op::Done)?;
                let back = if *behind { node.width().0 } else { 0 };
                self.program[look] = Op::Look { end: self.here(), back, negated: *negated };
            }
        }
        Ok(())
    }

    /// Where a match that begins at `at` ends.
    fn run(&self, text: &[char], from: u32, at: usize, room: &mut Room, memory: bool) -> Option<usize> {
        let bottom = room.stack.len();
        let found = self.steps(text, from, at, room, memory, bottom);
        room.stack.truncate(bottom);
        found
    }

    fn steps(
        &self,
        text: &[char],
        from: u32,
        at: usize,
        room: &mut Room,
        memory: bool,
        bottom: usize,
    ) -> Option<usize> {
        let mut pc = from;
        let mut at = at;
        let mut left = MAX_STEPS;
        loop {
            // Fails here: back to the last choice. `continue` alone goes on.
            let fits = match self.program.get(pc as usize)? {
                Op::Done => return Some(at),
                Op::Set(set) => match text.get(at) {
                    Some(&c) if self.sets.get(*set as usize)?.has(c) => {
                        at += 1;
                        pc += 1;
                        true
                    }
                    _ => false,
                },
                Op::Run { set, min, max, greedy } => {
                    let set = self.sets.get(*set as usize)?;
                    let most = if *greedy { *max } else { *min };
                    let took =
                        text[at.min(text.len())..].iter().take(most).take_while(|&&c| set.has(c)).count();
                    if took < *min {
                        false
                    } else {
                        if *greedy && took > *min {
                            room.stack.push(Frame::Less { pc: pc + 1, at: at + took, low: at + *min });
                        } else if !*greedy && *max > *min {
                            room.stack.push(Frame::More { pc, at: at + took, high: at.saturating_add(*max) });
                        }
                        at += took;
                        pc += 1;
                        true
                    }
                }
                Op::Start => {
                    pc += 1;
                    at == 0
                }
                Op::End => {
                    pc += 1;
                    at == text.len() || (at + 1 == text.len() && text.get(at) == Some(&'\n'))
                }
                Op::Jump(to) => {
                    pc = *to;
                    true
                }
                op @ (Op::Split(to) | Op::SplitLazy(to)) => {
                    if memory && !self.mark(room, pc, at, text.len()) {
                        false
                    } else {
                        let (go, later) =
                            if matches!(op, Op::Split(_)) { (pc + 1, *to) } else { (*to, pc + 1) };
                        room.stack.push(Frame::At { pc: later, at });
                        pc = go;
                        true
                    }
                }
                Op::Switch(_) => {
                    if memory && !self.mark(room, pc, at, text.len()) {
                        false
                    } else {
                        match self.branch(pc, text.get(at).copied(), 0) {
                            Some((go, next)) => {
                                room.stack.push(Frame::Branch { pc, at, next });
                                pc = go;
                                true
                            }
                            None => false,
                        }
                    }
                }
                Op::Look { end, back, negated } => {
                    let inner =
                        at.checked_sub(*back).and_then(|begin| self.run(text, pc + 1, begin, room, false));
                    let fits = inner.is_some() != *negated;
                    pc = *end;
                    fits
                }
            };
            if !memory {
                left -= 1;
                if left == 0 {
                    return None;
                }
            }
            if fits {
                continue;
            }
            loop {
                if room.stack.len() <= bottom {
                    return None;
                }
                match room.stack.pop()? {
                    Frame::At { pc: to, at: place } => {
                        pc = to;
                        at = place;
                        break;
                    }
                    Frame::Less { pc: to, at: place, low } => {
                        let place = place - 1;
                        if place > low {
                            room.stack.push(Frame::Less { pc: to, at: place, low });
                        }
                        // What follows a run is entered at many places; remember those as well (choices do so themselves).
                        let choice = matches!(
                            self.program.get(to as usize),
                            Some(Op::Split(_) | Op::SplitLazy(_) | Op::Switch(_))
                        );
                        if memory && !choice && !self.mark(room, to, place, text.len()) {
                            continue;
                        }
                        pc = to;
                        at = place;
                        break;
                    }
                    Frame::More { pc: run, at: place, high } => {
                        let Some(Op::Run { set, .. }) = self.program.get(run as usize) else { return None };
                        let set = self.sets.get(*set as usize)?;
                        if place < high && text.get(place).is_some_and(|&c| set.has(c)) {
                            room.stack.push(Frame::More { pc: run, at: place + 1, high });
                            pc = run + 1;
                            at = place + 1;
                            break;
                        }
                    }
                    Frame::Branch { pc: switch, at: place, next } => {
                        if let Some((go, next)) = self.branch(switch, text.get(place).copied(), next) {
                            room.stack.push(Frame::Branch { pc: switch, at: place, next });
                            pc = go;
                            at = place;
                            break;
                        }
                    }
                }
            }
        }
    }

    /// The branch of a switch from number `next` on that can begin with `c`, and the number to ask for afterwards.
    fn branch(&self, pc: u32, c: Option<char>, next: u32) -> Option<(u32, u32)> {
        let Some(Op::Switch(table)) = self.program.get(pc as usize) else { return None };
        let table = self.tables.get(*table as usize)?;
        match c {
            None => table.end.get(next as usize).map(|&to| (to, next + 1)),
            Some(c) if c.is_ascii() => {
                table.ascii.get(u32::from(c) as usize)?.get(next as usize).map(|&to| (to, next + 1))
            }
            Some(c) => {
                let mut next = next;
                loop {
                    let &(to, set) = table.other.get(next as usize)?;
                    next += 1;
                    match set {
                        Some(set) if !self.sets.get(set as usize)?.has(c) => {}
                        _ => return Some((to, next)),
                    }
                }
            }
        }
    }

    /// Notes that the machine was at an instruction and a place; false if it had been.
    fn mark(&self, room: &mut Room, pc: u32, at: usize, len: usize) -> bool {
        let bit = pc as usize * (len + 1) + at;
        match room.seen.get_mut(bit / 64) {
            Some(word) => {
                let new = *word >> (bit % 64) & 1 == 0;
                *word |= 1 << (bit % 64);
                new
            }
            None => true,
        }
    }

    /// `re.match`: whether the expression fits from the start of the text; time linear in the text's length.
    pub(crate) fn full(&self, text: &[char], room: &mut Room) -> bool {
        let bits = self.program.len().saturating_mul(text.len() + 1);
        room.seen.clear();
        room.seen.resize(bits / 64 + 1, 0);
        let found = self.run(text, 0, 0, room, true).is_some();
        if room.seen.len() > 1 << 16 {
            room.seen = Vec::new();
        }
        found
    }

    /// `re.search`: the first match's place.
    pub(crate) fn search(&self, text: &[char], from: usize, room: &mut Room) -> Option<(usize, usize)> {
        let last = if self.anchored_start { 0 } else { text.len() };
        for begin in from..=last {
            if let Some(first) = &self.first {
                match text.get(begin) {
                    Some(&c) if first.has(c) => {}
                    _ => continue,
                }
            }
            if let Some(end) = self.run(text, 0, begin, room, false) {
                return Some((begin, end));
            }
        }
        None
    }

    /// Length of the match of a prefix rule, as spaCy's `find_prefix`.
    pub(crate) fn prefix(&self, text: &[char], room: &mut Room) -> usize {
        self.search(text, 0, room).map_or(0, |(begin, end)| end - begin)
    }

    /// Length of the match of a suffix rule, as spaCy's `find_suffix`: the same as a search, but it looks only where a
    /// match that reaches the end can begin.
    pub(crate) fn suffix(&self, text: &[char], room: &mut Room) -> usize {
        let from = match &self.tail {
            Some((max, set)) => {
                let run = text.iter().rev().take_while(|&&c| set.has(c)).count();
                text.len() - run.max(*max).min(text.len())
            }
            None => 0,
        };
        self.search(text, from, room).map_or(0, |(begin, end)| end - begin)
    }

    /// `re.finditer`: all matches in order.
    pub(crate) fn all(&self, text: &[char], room: &mut Room, out: &mut Vec<(usize, usize)>) {
        out.clear();
        let mut from = 0;
        while from <= text.len() {
            let Some((begin, end)) = self.search(text, from, room) else { break };
            out.push((begin, end));
            // After an empty match Python goes on one character later, and allows a match there that is not empty.
            from = if end == begin { end + 1 } else { end };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(pattern: &str, text: &str) -> Option<(usize, usize)> {
        let text: Vec<char> = text.chars().collect();
        Regex::new(pattern).unwrap().search(&text, 0, &mut Room::default())
    }

    #[test]
    fn finds_what_python_finds() {
        // (pattern, text, re.search(pattern, text).span())
        for (pattern, text, span) in [
            (r"a|ab", "xab", Some((1, 2))),
            (r"ab|a", "xab", Some((1, 3))),
            (r"\.\.+", "a....b", Some((1, 5))),
            (r"(?<=[0-9])\+$", "12+", Some((2, 3))),
            (r"(?<=[0-9])\+$", "x+", None),
            (r"^\+(?![0-9])", "+a", Some((0, 1))),
            (r"^\+(?![0-9])", "+1", None),
            (r"[^a-c]+?x", "abzzx", Some((2, 5))),
            (r"(?:ab){2,3}c", "ababababc", Some((2, 9))),
            (r"[\u00e9-\u00eb]", "caf\u{e9}", Some((3, 4))),
            (r"(?<![a-z])b(?=c)", "abcbc bc", Some((6, 7))),
            (r"\w+\s\d", "\u{e9}\u{3000}\u{663}", Some((0, 3))),
            (r"x{,2}y{a}", "xy{a}", Some((0, 5))),
            (r"[]a]", "]", Some((0, 1))),
            (r"[+\-*^]", "2^3", Some((1, 2))),
            (r"a*?b", "aab", Some((0, 3))),
        ] {
            assert_eq!(find(pattern, text), span, "{pattern} in {text}");
        }
    }

    #[test]
    fn suffix_looks_only_at_the_end() {
        let regex = Regex::new(r"\.\.+$|,$|(?<=[0-9])(?:km|m)$").unwrap();
        let suffix = |text: &str| {
            let text: Vec<char> = text.chars().collect();
            regex.suffix(&text, &mut Room::default())
        };
        assert_eq!(suffix("a....."), 5);
        assert_eq!(suffix("a,"), 1);
        assert_eq!(suffix("5km"), 2);
        assert_eq!(suffix("km"), 0);
        assert_eq!(suffix(""), 0);
    }

    #[test]
    fn nested_repeats_take_linear_time() {
        let regex = Regex::new(r"(?:(?:a|aa)+b?)+$").unwrap();
        let mut text = vec!['a'; 20_000];
        text.push('c');
        assert!(!regex.full(&text, &mut Room::default()));
        text.pop();
        assert!(regex.full(&text, &mut Room::default()));
    }

    #[test]
    fn refuses_what_it_does_not_know() {
        for bad in [
            "(",
            ")",
            "[a",
            "*",
            r"\1",
            "(?<=a+)b",
            "(?i)a",
            "[b-a]",
            r"\u12",
            "(a*)*",
            "((?:aa){1000}){1000}",
        ] {
            assert!(Regex::new(bad).is_err(), "{bad}");
        }
    }
}
