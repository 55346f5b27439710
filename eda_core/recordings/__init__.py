"""Recordings: a world's log, its rules and definitions, and acts to show them by, in one file."""

from eda_core.recordings.acts import Act, Head, NoteKind, SpeakerNote
from eda_core.recordings.archive import read_recording, write_recording
from eda_core.recordings.making import recording_of
from eda_core.recordings.playback import recorded_backend
from eda_core.recordings.shelf import (
    delete_recording,
    keep_recording,
    open_recording,
    recording_path,
    recordings_folder,
    recordings_in,
    take_in,
)

__all__ = [
    "Act",
    "Head",
    "NoteKind",
    "SpeakerNote",
    "delete_recording",
    "keep_recording",
    "open_recording",
    "read_recording",
    "recorded_backend",
    "recording_of",
    "recording_path",
    "recordings_folder",
    "recordings_in",
    "take_in",
    "write_recording",
]
