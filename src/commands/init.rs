use super::Ending;
use crate::cli::{Global, InitArgs};
use crate::console::Console;
use crate::error::Result;
pub fn execute(_args: &InitArgs, _global: &Global, _console: &Console) -> Result<Ending> { Ok(Ending::Done) }
