"""`generate(seed)`: one made-up project for one seed, over every form of manifest."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tests.generate.batches import make_batch, make_landing
from tests.generate.chance import Chance
from tests.generate.faults import with_faults
from tests.generate.flows import make_flow, make_folder, make_pipeline
from tests.generate.layered import make_layered
from tests.generate.liberties import with_liberties
from tests.generate.project import Draft, Project
from tests.generate.recipes import make_recipe
from tests.generate.singles import make_single

#: Every form that can be asked for; the ones of `WEIGHTS` are also left to the seed.
FORMS: Mapping[str, Callable[[Chance], Draft]] = {
    "single": make_single,
    "batch": make_batch,
    "landing": make_landing,
    "flow": make_flow,
    "pipeline": make_pipeline,
    "folder": make_folder,
    "recipe": make_recipe,
    "layered": make_layered,
}
WEIGHTS: Mapping[str, float] = {
    "single": 8,
    "batch": 9,
    "landing": 1,
    "flow": 3,
    "pipeline": 1,
    "folder": 2,
    "recipe": 1,
}


def generate(seed: int, *, valid: bool = True, form: str | None = None, liberties: bool = False) -> Project:
    """Return the project of this seed; the same seed always gives the same text.

    `valid` True aims at manifests that dpone accepts; False adds one to three faults of the kind that people make.
    `form` picks one of `FORMS` instead of leaving it to the seed. `liberties` adds what dpone is not asked for, but mostly allows.
    """
    chance = Chance(f"{'valid' if valid else 'faulty'} {seed}{' liberties' if liberties else ''}")
    chosen = form or chance.weighted(WEIGHTS)
    draft = FORMS[chosen](chance)
    if not valid:
        draft = with_faults(chance, draft)
    if liberties:
        draft = with_liberties(chance, draft)
    return draft.written(chance)
