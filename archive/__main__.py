"""`python -m archive`: serve the archive, approve certificate definitions, list the sample citizens."""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NoReturn

import structlog
import typer

from archive import desk_commands, key_commands, proof_commands
from archive.correction_command import correct

if TYPE_CHECKING:
    from archive.store import Store

app = typer.Typer(
    help="The archive service of the self-service kiosks.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(key_commands.app, name="keys")
app.add_typer(desk_commands.clerk, name="clerk")
app.command()(correct)
app.add_typer(proof_commands.app, name="officer")
app.command()(proof_commands.outbox)
app.command()(desk_commands.case)
app.command()(desk_commands.ratings)

DEFAULT_DATA = Path(".run/archive")
USAGE_FAULT = 2  # exit status for what the caller has to correct

Data = Annotated[Path, typer.Option(help="Folder of database and keys; made on first use, mode 0700.", envvar="ARCHIVE_DATA")]


@app.command()
def serve(
    data: Data = DEFAULT_DATA,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one and logs it.")] = 8443,
    tls_cert: Annotated[Path | None, typer.Option(help="The service's certificate (PEM).")] = None,
    tls_key: Annotated[Path | None, typer.Option(help="Its key (PEM).")] = None,
    client_ca: Annotated[Path | None, typer.Option(help="Authority of the kiosks' certificates; then every client needs one.")] = None,
    approve_dir: Annotated[Path | None, typer.Option(help="Approve every definition in this folder at the start (demo).")] = None,
    verify_host: Annotated[str | None, typer.Option(help="Host (and port) of the public verification page, as in the QR.")] = None,
    quota: Annotated[list[str] | None, typer.Option(help="DATASET=N: papers a person may have in a year; N = 0 lifts the limit.")] = None,
    years: Annotated[list[str] | None, typer.Option(help="DATASET=N: how many years back months may be picked (usually 5).")] = None,
    window: Annotated[str | None, typer.Option(help="The window named on receipts.")] = None,
    acceptance_days: Annotated[int | None, typer.Option(min=1, max=365, help="Working days named on a 受理回执 (usually 3).")] = None,
    retrieval_days: Annotated[int | None, typer.Option(min=1, max=365, help="Working days named on a 调卷回执 (usually 5).")] = None,
    report_days: Annotated[int | None, typer.Option(min=1, max=365, help="Working days named on a 核对回执 (usually 5).")] = None,
    tsa_url: Annotated[str | None, typer.Option(help="Time-stamp service (RFC 3161); then PDFs are signed at level B-T.")] = None,
    tsa_required: Annotated[
        bool, typer.Option("--tsa-required/--tsa-best-effort", help="Whether a PDF is left unsigned when no time stamp can be had.")
    ] = True,
    tsa_ca: Annotated[Path | None, typer.Option(help="The time-stamp service's certificates (PEM).")] = None,
    proof: Annotated[
        list[str] | None,
        typer.Option(help="default=METHOD,... or KIND=METHOD,...: second proofs wanted (code, officer, camera)."),
    ] = None,
    code_outbox: Annotated[bool, typer.Option("--code-outbox", help="Codes go to `outbox`, where everybody can read them (demo).")] = False,
    code_command: Annotated[str | None, typer.Option(help="Program that sends a code; it reads JSON on its standard input.")] = None,
    code_url: Annotated[str | None, typer.Option(help="https address that sends a code; it gets JSON.")] = None,
    code_token: Annotated[Path | None, typer.Option(help="File with the bearer token for --code-url.")] = None,
    code_ca: Annotated[Path | None, typer.Option(help="Authority of --code-url's certificate (PEM).")] = None,
) -> None:
    """Serves until SIGTERM or SIGINT. The first start makes keys and the sample population."""
    _log_json()
    if (tls_cert is None) != (tls_key is None) or (client_ca is not None and tls_cert is None):
        _fault("--tls-cert and --tls-key go together, and --client-ca needs both")
    quotas, look_back = _counts(quota or [], "--quota"), _counts(years or [], "--years")
    # Imported here: the other commands must not wait for the web framework.
    from archive.office import ACCEPTANCE_DAYS, REPORT_DAYS, RETRIEVAL_DAYS, WINDOW, Settings
    from archive.serving import Listening, Tls, open_office, run, yearly
    from archive.store import StoreError
    from archive.time_stamps import configured

    try:
        settings = Settings(
            verify_host or f"{host}:{port}",
            yearly(quotas),
            window or WINDOW,
            look_back=look_back,
            acceptance_days=acceptance_days or ACCEPTANCE_DAYS,
            retrieval_days=retrieval_days or RETRIEVAL_DAYS,
            proof=proof_commands.demand_of(proof or []),
            report_days=report_days or REPORT_DAYS,
        )
        office = open_office(data, settings, configured(tsa_url, tsa_required, tsa_ca))
        sender = proof_commands.sender_of(office.store, code_outbox, code_command, code_url, code_token, code_ca)
        office = replace(office, sender=sender)
        if approve_dir is not None and not _approve(office.store, sorted(approve_dir.glob("*.toml"))):
            raise typer.Exit(USAGE_FAULT)
        tls = None if tls_cert is None or tls_key is None else Tls(tls_cert, tls_key, client_ca)
        run(office, Listening(host, port, tls))
    except OSError as error:
        _fault(f"cannot serve on {host}:{port}: {error}")
    except (StoreError, ValueError) as error:
        _fault(str(error))


@app.command()
def approve(files: Annotated[list[Path], typer.Argument(help="Certificate definitions (TOML).")], data: Data = DEFAULT_DATA) -> None:
    """Approves certificate definitions: from now on papers are issued for exactly these files."""
    _log_json()
    with _open(data) as store:
        right = _approve(store, files)
    if not right:
        raise typer.Exit(USAGE_FAULT)


@app.command()
def withdraw(
    kind: Annotated[str, typer.Argument(help="The kind's id.")],
    sha256: Annotated[str | None, typer.Option(help="Only this file of it, by its digest: an older one that has been replaced.")] = None,
    data: Data = DEFAULT_DATA,
) -> None:
    """Issues nothing more for a kind. Papers issued before stay verifiable."""
    from archive.approvals import withdraw as withdraw_kind
    from archive.times import now

    _log_json()
    with _open(data) as store:
        withdrawn = withdraw_kind(store, now, kind, sha256)
    if not withdrawn:
        _fault("no approved definition of this kind")
    for digest in withdrawn:
        structlog.get_logger(__name__).info("definition-withdrawn", kind=kind, sha256=digest)


@app.command()
def source(
    name: Annotated[Literal["traffic", "borders"], typer.Argument(help="The traffic police's system, or the border authority's.")],
    state: Annotated[Literal["up", "down"], typer.Argument(help="Whether it answers.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Notes that an outside system answers or does not; a running service takes it up at once."""
    from archive.outside import mark
    from archive.times import now

    with _open(data) as store, store.write() as session:
        mark(session, name, state == "up", now())


@app.command()
def unsettled(
    data: Data = DEFAULT_DATA, kiosk: Annotated[str | None, typer.Option(help="Only this kiosk's (its id, such as WH-0001).")] = None
) -> None:
    """Lists, as JSON, the numbers of which nobody has said that they are printed or void."""
    from archive.serving import open_store
    from archive.times import CHINA
    from archive.unsettled import unsettled as numbers_of

    store = open_store(data)
    rows = [{**asdict(row), "issued_at": row.issued_at.astimezone(CHINA).isoformat()} for row in numbers_of(store, kiosk)]
    store.close()
    typer.echo(json.dumps(rows, ensure_ascii=False, indent=2))


@app.command()
def settle(
    number: Annotated[str, typer.Argument(help="Such as YS01-2026-000123.")],
    outcome: Annotated[str, typer.Argument(help="printed: a whole paper was found. void: none was.")],
    data: Data = DEFAULT_DATA,
) -> None:
    """Settles a number whose kiosk cannot do so any more, because its journal is lost."""
    from archive.office import Settings
    from archive.outcome import Outcome
    from archive.problems import Refusal
    from archive.serving import open_office
    from archive.unsettled import settle_number

    if outcome not in (Outcome.PRINTED.value, Outcome.VOID.value):
        _fault("the outcome is printed or void")
    office = open_office(data, Settings("localhost"))
    try:
        stands = settle_number(office, number, Outcome(outcome))
    except Refusal as refusal:
        _fault(f"{number}: {refusal.problem.value}")
    finally:
        office.store.close()
    typer.echo(f"{number}: {stands.status.value}")


@app.command()
def samples(
    table: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Instead: which sample shows which outcome of the kinds in DIR (Markdown).")
    ] = None,
) -> None:
    """Lists the named sample citizens as JSON: what their card says, and what each is for."""
    from archive.sample_cards import cards

    if table is not None:
        from archive.sample_outcomes import markdown

        typer.echo(markdown(table), nl=False)
        return
    typer.echo(json.dumps([card.as_json() for card in cards()], ensure_ascii=False, indent=2))


@app.command()
def demo_tls(folder: Annotated[Path, typer.Argument(help="Where to write it.")]) -> None:
    """Makes a demo authority with good and bad certificates; prints their paths as JSON."""
    from archive.demo_tls import make

    typer.echo(json.dumps(asdict(make(folder)), default=str, indent=2))


def _approve(store: Store, files: list[Path]) -> bool:
    """Whether all could be approved; what is wrong with the others goes to stderr."""
    from archive.approvals import approve as approve_file
    from archive.times import now
    from printing.definition import DefinitionError

    right = True
    for file in files:
        try:
            approved = approve_file(store, now, file)
        except DefinitionError as error:
            typer.echo(str(error), err=True)
            right = False
        except OSError as error:
            typer.echo(f"{file}: {error.strerror}", err=True)
            right = False
        else:
            structlog.get_logger(__name__).info("definition-approved", kind=approved.kind, sha256=approved.sha256, new=approved.new)
    return right


@contextmanager
def _open(data: Path) -> Iterator[Store]:
    """The store, closed again at the end; what is wrong with it ends the program."""
    from archive.serving import open_store
    from archive.store import StoreError

    try:
        store = open_store(data)
    except (StoreError, OSError) as error:
        _fault(str(error))
    try:
        yield store
    finally:
        store.close()


def _counts(texts: list[str], option: str) -> dict[str, int]:
    from archive.datasets import DATASETS

    counts: dict[str, int] = {}
    for text in texts:
        dataset, _, number = text.partition("=")
        if dataset not in DATASETS or not re.fullmatch("[0-9]{1,3}", number):
            _fault(f"{option} takes DATASET=N, with one of {', '.join(DATASETS)}")
        counts[dataset] = int(number)
    return counts


def _fault(words: str) -> NoReturn:
    typer.echo(words, err=True)
    raise typer.Exit(USAGE_FAULT)


def _log_json() -> None:
    """One JSON object a line on stderr."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.EventRenamer("event"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format='{"event":"%(name)s","level":"%(levelname)s"}')


if __name__ == "__main__":
    app()
