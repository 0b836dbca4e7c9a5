//! One macro: enums whose values are words of the public contract.

/// An enum with the word that stands for each value in tables, JSON and codebooks.
///
/// Gives `ALL`, `as_str`, `Display` and `FromStr` (the error is the word that was not understood).
macro_rules! words {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* $variant,)+ }
        impl $name {
            /// Every value, in the order of the contract.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// The word of the contract for this value.
            pub const fn as_str(self) -> &'static str { match self { $($name::$variant => $word,)+ } }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { f.pad(self.as_str()) }
        }
        impl $crate::table::Cell for $name {
            const KIND: $crate::table::ColumnKind = $crate::table::ColumnKind::Text;
            fn as_cell(&self) -> $crate::table::CellRef<'_> { $crate::table::CellRef::Text(self.as_str()) }
            fn from_value(value: $crate::table::Value) -> Option<Self> {
                match value { $crate::table::Value::Text(s) => s.parse().ok(), _ => None }
            }
        }
        impl std::str::FromStr for $name {
            type Err = String;
            fn from_str(s: &str) -> Result<Self, String> {
                match s { $($word => Ok($name::$variant),)+ _ => Err(s.to_owned()) }
            }
        }
    };
}
