//! Finding things the way Discord does: with its own refusal where something is not there.

use super::{Channel, Message, World};
use crate::playground::clock::Id;
use crate::playground::errors::{ApiError, UNKNOWN_CHANNEL, UNKNOWN_MESSAGE};

impl World {
    /// A channel that must exist.
    pub fn channel(&self, id: Id) -> Result<&Channel, ApiError> {
        self.channels.get(&id).ok_or_else(|| UNKNOWN_CHANNEL.into())
    }

    /// A channel to be changed.
    pub fn channel_mut(&mut self, id: Id) -> Result<&mut Channel, ApiError> {
        self.channels.get_mut(&id).ok_or_else(|| UNKNOWN_CHANNEL.into())
    }

    /// A message that must exist; private answers are found too.
    pub fn message(&self, channel: Id, id: Id) -> Result<&Message, ApiError> {
        self.channel(channel)?.messages.get(&id).ok_or_else(|| UNKNOWN_MESSAGE.into())
    }

    /// A message to be changed.
    pub fn message_mut(&mut self, channel: Id, id: Id) -> Result<&mut Message, ApiError> {
        self.channel_mut(channel)?.messages.get_mut(&id).ok_or_else(|| UNKNOWN_MESSAGE.into())
    }

    /// A message as a channel's route shows it: private answers do not exist there.
    pub fn open_message(&self, channel: Id, id: Id) -> Result<&Message, ApiError> {
        let message = self.message(channel, id)?;
        if message.ephemeral_for.is_some() { Err(UNKNOWN_MESSAGE.into()) } else { Ok(message) }
    }
}
