"""What `check` says of the second proof: what each kind asks for, and whether kiosk and archive can do it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from config.settings import Settings
from kiosk.archive_answers import MeansAnswer
from kiosk.assemble import archive_client
from kiosk.check import Finding, failing, sound, warned
from kiosk.problems import Code
from kiosk.proof.camera import FaceCheck
from kiosk.proof.demand import ProofDemand, demand_of
from kiosk.session.proof_values import ProofMethod

_PART = "proof"
_LAW = (
    "Measures for the Security Management of Face Recognition Technology (in force 2025-06-01): where another way serves as well, "
    "face recognition may not be the only one"
)


def proof_of(settings: Settings, face_check: FaceCheck, archive_answers: bool) -> tuple[Finding, ...]:
    """The findings about the second proof; the archive is asked where it answers at all. Raises ArchiveFault."""
    demand, kinds = demand_of(settings), settings.certificates.kinds
    means = archive_client(settings).proof_means() if archive_answers else None
    found = [*_of_kiosk(demand, kinds, face_check.unavailable), *(() if means is None else _of_archive(demand, kinds, means, face_check))]
    said = "; ".join(_lines(demand, kinds)) + ("" if archive_answers else "; not compared with the archive, it does not answer")
    return tuple(found) or (sound(_PART, said),)


def _of_kiosk(demand: ProofDemand, kinds: Sequence[str], no_camera: str | None) -> Iterator[Finding]:
    if without := [kind for kind in kinds if not demand.of(kind)]:
        yield warned(
            _PART,
            f"no second proof for {_listed(without, kinds)}: whoever finds a card can print its owner's papers",
            'Write default = ["code", "officer"] in [proof], unless the bureau has decided otherwise.',
        )
    camera = [kind for kind in kinds if ProofMethod.CAMERA in demand.of(kind)]
    alone = [kind for kind in camera if demand.of(kind) == (ProofMethod.CAMERA,)]
    if alone and no_camera is None:
        yield warned(_PART, f"the camera is the only way for {_listed(alone, kinds)}", f'Add "code" or "officer". {_LAW}.')
    if camera and no_camera is not None:
        detail = f"camera is not available on this kiosk: {no_camera}"
        if alone:
            remedy = f'Add "code" or "officer": {_listed(alone, kinds)} cannot be had. {_LAW}.'
            yield failing(_PART, Code.PROOF_UNAVAILABLE, f"{detail}, and {_listed(alone, kinds)} can be proven in no other way", remedy)
        else:
            yield warned(_PART, detail, 'Take "camera" out of [proof]; the other methods serve.')


def _of_archive(demand: ProofDemand, kinds: Sequence[str], means: MeansAnswer, face_check: FaceCheck) -> Iterator[Finding]:
    can = {ProofMethod.CODE: means.sender is not None, ProofMethod.OFFICER: means.officers > 0, ProofMethod.CAMERA: True}
    lost: list[str] = []
    for kind in kinds:
        of_archive, of_kiosk = _wanted(means, kind), demand.of(kind)
        both = tuple(m for m in of_kiosk if m in of_archive) if of_kiosk and of_archive else of_kiosk or of_archive
        usable = [m for m in both if can[m] and not (m is ProofMethod.CAMERA and face_check.unavailable)]
        if (of_kiosk or of_archive) and not usable:
            lost.append(kind)
    if lost:
        lacks = ", ".join(
            [*([] if can[ProofMethod.CODE] else ["it sends no codes"]), *([] if can[ProofMethod.OFFICER] else ["it knows no officer"])]
        )
        detail = f"{_listed(lost, kinds)} cannot be proven in any way that kiosk and archive both accept"
        remedy = (
            "Compare [proof] with `python -m archive serve --proof`; give the archive a sender (--code-command, --code-url) or an officer."
        )
        yield failing(_PART, Code.PROOF_UNAVAILABLE, f"{detail} (the archive: {lacks})" if lacks else detail, remedy)
    if means.sender == "outbox" and any(ProofMethod.CODE in demand.of(kind) for kind in kinds):
        yield warned(
            _PART, "the archive's codes go to its test outbox: nobody gets one", "Start the archive with --code-command or --code-url."
        )


def _wanted(means: MeansAnswer, kind: str) -> tuple[ProofMethod, ...]:
    known = {method.value: method for method in ProofMethod}
    return tuple(known[word] for word in means.demand.get(kind, means.demand.get("default", [])) if word in known)


def _lines(demand: ProofDemand, kinds: Sequence[str]) -> Iterator[str]:
    """What is asked for, and of which kinds, one text a demand."""
    for methods in dict.fromkeys(demand.of(kind) for kind in kinds):
        those = [kind for kind in kinds if demand.of(kind) == methods]
        yield f"{' or '.join(method.value for method in methods) or 'none'} for {_listed(those, kinds)}"


def _listed(some: Sequence[str], kinds: Sequence[str]) -> str:
    return "every document" if len(some) == len(kinds) else ", ".join(some)
