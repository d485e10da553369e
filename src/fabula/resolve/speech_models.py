"""The fitted models of who says a turn and to whom, as the package carries them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from fabula.resolve import addressees, speakers
from fabula.resolve.addressees import AddresseeModel
from fabula.resolve.scorer import Arrays, Scorer, scorer_from
from fabula.resolve.speakers import SpeakerModel


@dataclass(frozen=True, slots=True, eq=False)
class SpeechModels:
    """What chooses the speaker of a turn, and its addressees."""

    speakers: SpeakerModel
    addressees: AddresseeModel


@cache
def shipped_models() -> SpeechModels:
    """Return the models that the package carries; ``python -m fabula_training.speakers`` and ``….addressees`` fit them."""
    return SpeechModels(
        speakers.model_from(_arrays("speaker_model.npz")), addressees.model_from(_arrays("addressee_model.npz"))
    )


@cache
def unseen_scorer() -> Scorer:
    """Return what tells where a turn is missing; ``python -m fabula_training.unseen_turns`` fits it."""
    return scorer_from(_arrays("unseen_model.npz"))


def _arrays(name: str) -> Arrays:
    with np.load(io.BytesIO((files(__package__) / name).read_bytes()), allow_pickle=False) as arrays:
        return dict(arrays)
