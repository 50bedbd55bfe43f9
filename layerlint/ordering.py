"""`layerlint order` at the edge: a path in, the plan out, the file written when that is asked for and both parsers agree."""

from __future__ import annotations

import os

from layerlint.console import Output, complain, ink_for
from layerlint.discovery import Unreadable
from layerlint.options import Refusal
from layerlint.order.expected import Chances
from layerlint.order.planner import make_plan
from layerlint.order.witness import DISAGREE, agreement

TYPE_CHECKING = False
if TYPE_CHECKING:
    from layerlint.facts import Facts
    from layerlint.further_settings import OrderSettings
    from layerlint.loading import Loader

NOTHING_LEFT, IMPROVABLE = 0, 1


def order(settings: OrderSettings, loader: Loader, output: Output) -> int:
    """Report the better order. 0: nothing (more) to do, 1: a safe improvement is left, 2: the file cannot be ordered."""
    from layerlint.report.order import order_document, unified, write_order

    try:
        file = loader.facts(settings.path)
    except Unreadable as error:
        raise Refusal(f"{settings.path}: {error}") from error
    if file.dockerfile.problems or not file.dockerfile.stages:
        problem = next(iter(file.dockerfile.problems), None)
        where = f":{file.dockerfile.source.line(problem.span[0])}" if problem else ""
        raise Refusal(
            f"{settings.path}{where}: {problem.message if problem else 'the file has no build stage'}; an invalid file is not reordered"
        )
    plan = make_plan(file, chances(settings, file))
    witness = agreement(plan.before, plan.after) if plan.changed else ""
    if witness == DISAGREE:
        raise Refusal(f"{settings.path}: {DISAGREE}; nothing is proposed")
    if settings.write and plan.changed:
        replace(settings.path, plan.after, bom=file.dockerfile.source.bom)
    if settings.diff:
        output.write(unified(plan, settings.path))
    elif settings.format == "json":
        from layerlint.report.document import encoded

        output.write(encoded(order_document(plan, settings.path, witness)) + "\n")
    else:
        write_order(plan, settings.path, witness, ink_for(settings.color, output), explain=settings.explain, written=settings.write)
    return IMPROVABLE if plan.changed and not settings.write else NOTHING_LEFT


def chances(settings: OrderSettings, file: Facts) -> Chances:
    """How often files change: counted in the history with `--replay`, else base rates."""
    if settings.replay is None:
        return Chances()
    from layerlint.history.git import NoHistory, Repository
    from layerlint.history.log import commits
    from layerlint.order.history import History

    if file.context is None:
        raise Refusal("--replay: the build context is not known, so neither is what a commit changes in it; give it with --context")
    try:
        repository = Repository(file.context.root)
        found = commits(repository, settings.replay)
    except NoHistory as error:
        raise Refusal(f"--replay: {error}") from error
    if not found:
        raise Refusal("--replay: the repository has no commit with a parent, so there is nothing to replay")
    if len(found) < settings.replay:
        complain(f"the history has {len(found)} commits to replay{', it is a shallow clone' if repository.shallow else ''}")
    return History(found, file, settings.regime)


def replace(path: str, text: str, *, bom: bool) -> None:
    """Put the text in the place of the file in one step, its mode kept; a link stays a link. Raises Refusal."""
    from tempfile import NamedTemporaryFile

    target = os.path.realpath(path)
    content = ("\ufeff" if bom else "").encode() + text.encode("utf-8", "surrogateescape")
    temporary = ""
    try:
        with NamedTemporaryFile(dir=os.path.dirname(target), prefix=".layerlint-", delete=False) as file:
            temporary = file.name
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, os.stat(target).st_mode & 0o7777)
        os.replace(temporary, target)
    except OSError as error:
        if temporary and os.path.exists(temporary):
            os.unlink(temporary)
        raise Refusal(f"{path}: cannot be written: {error.strerror or error}") from error
