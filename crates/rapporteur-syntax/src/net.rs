//! The weights of one component: thinc's list of nodes, their attributes and arrays. Pure.

use crate::data::{Value, msgpack};
use crate::error::{Reason, corrupt, unsupported};

/// No layer of a pipeline this engine reads holds more numbers.
const MAX_NUMBERS: usize = 1 << 28;

/// One array of numbers, row by row.
#[derive(Debug, Clone)]
pub(crate) struct Array {
    pub(crate) shape: Vec<usize>,
    pub(crate) data: Vec<f32>,
}

/// A thinc model file.
#[derive(Debug)]
pub(crate) struct Net<'a> {
    names: Vec<String>,
    refs: Vec<Vec<(String, usize)>>,
    attrs: Vec<Value<'a>>,
    params: Vec<Value<'a>>,
}

impl<'a> Net<'a> {
    /// Reads the bytes of a file called `model`.
    pub(crate) fn read(bytes: &'a [u8]) -> Result<Net<'a>, Reason> {
        let file = msgpack(bytes)?;
        let list = |name: &str| -> Result<Vec<Value<'a>>, Reason> {
            let list = file.need(name)?.list().ok_or_else(|| corrupt(format!("{name} is no list")))?;
            Ok(list.to_vec())
        };
        let nodes = list("nodes")?;
        let net = Net {
            names: nodes
                .iter()
                .map(|n| {
                    n.need("name")?.str().map(str::to_owned).ok_or_else(|| corrupt("a layer without a name"))
                })
                .collect::<Result<_, _>>()?,
            refs: nodes
                .iter()
                .map(|n| {
                    let refs = n.get("refs").and_then(Value::map).unwrap_or(&[]);
                    refs.iter().filter_map(|(k, v)| Some((k.str()?.to_owned(), v.size()?))).collect()
                })
                .collect(),
            attrs: list("attrs")?,
            params: list("params")?,
        };
        if net.attrs.len() != net.names.len() || net.params.len() != net.names.len() {
            return Err(corrupt("as many layers as attributes and arrays were expected"));
        }
        if net.names.iter().any(|n| n == "static_vectors") {
            return Err(unsupported("spacy.StaticVectors (word vectors)"));
        }
        Ok(net)
    }

    /// The layers of that name, in order.
    pub(crate) fn find(&self, name: &str) -> Vec<usize> {
        (0..self.names.len()).filter(|&i| self.names.get(i).is_some_and(|n| n == name)).collect()
    }

    /// Where the first layer points.
    pub(crate) fn reference(&self, name: &str) -> Result<usize, Reason> {
        let refs = self.refs.first().map_or(&[][..], Vec::as_slice);
        let found = refs.iter().find(|(n, _)| n == name);
        found.map(|(_, i)| *i).ok_or_else(|| corrupt(format!("no reference to {name:?}")))
    }

    /// An attribute, which is MessagePack within MessagePack.
    pub(crate) fn attr(&self, layer: usize, name: &str) -> Result<Value<'a>, Reason> {
        let attrs = self.attrs.get(layer).ok_or_else(|| corrupt("a reference to no layer"))?;
        match attrs.need(name)? {
            Value::Bin(bytes) => msgpack(bytes),
            other => Ok(other.clone()),
        }
    }

    /// An array of as many dimensions as asked for.
    pub(crate) fn array(&self, layer: usize, name: &str, dimensions: usize) -> Result<Array, Reason> {
        let params = self.params.get(layer).ok_or_else(|| corrupt("a reference to no layer"))?;
        let array = params.need(name)?;
        if array.need("nd")?.bool() != Some(true) {
            return Err(corrupt(format!("{name} is no array")));
        }
        let kind = array.need("type")?.str();
        if kind != Some("<f4") {
            return Err(unsupported(format!(
                "{name} of type {:?} (only 32-bit floats)",
                kind.unwrap_or("?")
            )));
        }
        let shape = array.need("shape")?.list().ok_or_else(|| corrupt(format!("{name} has no shape")))?;
        let shape: Vec<usize> = shape
            .iter()
            .map(|v| v.size().ok_or_else(|| corrupt(format!("{name} has no shape"))))
            .collect::<Result<_, _>>()?;
        if shape.len() != dimensions {
            return Err(corrupt(format!("{name} has {} dimensions, not {dimensions}", shape.len())));
        }
        let numbers = shape.iter().try_fold(1usize, |n, &d| n.checked_mul(d)).filter(|&n| n <= MAX_NUMBERS);
        let bytes = array.need("data")?.bytes().ok_or_else(|| corrupt(format!("{name} has no data")))?;
        let (words, rest) = bytes.as_chunks::<4>();
        if numbers != Some(words.len()) || !rest.is_empty() {
            return Err(corrupt(format!("{name} has {} bytes for shape {shape:?}", bytes.len())));
        }
        let data: Vec<f32> = words.iter().map(|w| f32::from_le_bytes(*w)).collect();
        if data.iter().any(|x| !x.is_finite()) {
            return Err(corrupt(format!("{name} holds a number that is none")));
        }
        Ok(Array { shape, data })
    }
}
