//! Names under which the choices and states of a session or a server are kept. Used by `settings` and `timeline`, read by `store`.

macro_rules! names {
    ($kind:ty { $($variant:ident = $name:literal),* $(,)? }) => {
        impl $kind {
            /// The name it is stored and chosen under.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),* }
            }

            /// The one stored and chosen under `name`.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($name => Some(Self::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use names;
