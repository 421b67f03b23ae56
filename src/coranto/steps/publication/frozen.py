"""Frozen editions: one folder for each version, written in one move and never again.

`published/0001` is no. 1 as it was first published, `published/0001-2` its first
correction. The folders are the truth: what the database knows of an edition is recorded
from them (`record_versions`), so a publication that was cut off can be finished.

What reads and writes editions is imported where it is used: each run reads this module, most of
them without a new folder, and Markdown and the readers of pages take 50 ms to load.
"""

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

import msgspec

from coranto.edges import locks, pdf
from coranto.edges.files import PARTIAL_SUFFIX, file_sha256, sync_folder, write_durably
from coranto.errors import DeskError
from coranto.model import Finding, PublishedEdition
from coranto.reading import schedule
from coranto.rendering import fonts
from coranto.rendering.desk_about import DeskAbout
from coranto.steps.desk import Desk
from coranto.steps.publication import evidence
from coranto.store.corrections import CorrectionRecord

DRAFT_FILE = "edition.md"
EDITION_FILE = "edition.json"
MAIL_FILE = "edition.eml"
FINDINGS_FILE = "findings.json"
EVIDENCE_FILE = "evidence.wacz"
MANIFEST_FILE = "manifest.json"
PDF_FILE = "edition.pdf"
EPUB_FILE = "edition.epub"
#: The picture that is shown where the edition's address is shared.
CARD_FILE = "card.png"
#: Files that readers can download beside an edition's page.
DOWNLOAD_FILES = (
    PDF_FILE,
    EPUB_FILE,
    EDITION_FILE,
    DRAFT_FILE,
    EVIDENCE_FILE,
    MANIFEST_FILE,
    CARD_FILE,
)
#: Libraries that shape a frozen edition: another version of one may write other bytes, so the
#: manifest lists their versions.
RENDERING_LIBRARIES = (
    "babel", "css-inline", "jinja2", "lxml", "markdown-it-py", "nh3", "resvg-py", "trafilatura",
)  # fmt: skip


def version_folder(desk: Desk, number: int, version: int = 1) -> Path:
    """The folder of a version of an edition, whether it is there or not."""
    name = f"{number:04d}" if version == 1 else f"{number:04d}-{version}"
    return desk.published / name


def version_folders(desk: Desk, number: int) -> list[Path]:
    """The folders of an edition's versions, the first one first; none when unpublished."""
    folders: list[Path] = []
    while (folder := version_folder(desk, number, len(folders) + 1)).is_dir():
        folders.append(folder)
    return folders


def frozen_numbers(desk: Desk) -> list[int]:
    """Every frozen edition's number, in order."""
    # A folder with another name is a correction, or what a publication that was cut off left.
    return sorted(
        int(folder.name) for folder in desk.published.glob("*") if folder.name.isdecimal()
    )


def read_version(folder: Path) -> PublishedEdition:
    """A frozen version. Raises DeskError when its file is gone or damaged."""
    from coranto.editing import freezing

    path = folder / EDITION_FILE
    try:
        return freezing.decode_edition(path.read_bytes())
    except (FileNotFoundError, msgspec.DecodeError) as error:
        raise DeskError(f"{path} cannot be read ({error}): restore it from a copy.") from None


def read_newest_version(desk: Desk, number: int) -> PublishedEdition:
    """An edition as its last correction left it. Raises DeskError when it is not published."""
    versions = version_folders(desk, number)
    if not versions:
        raise DeskError(f"no. {number} is not published: there is nothing to correct.")
    return read_version(versions[-1])


def read_newest_draft(desk: Desk, number: int) -> str:
    """The draft's text as it was last published. The edition must be published."""
    return (version_folders(desk, number)[-1] / DRAFT_FILE).read_bytes().decode()


def downloads_by_number(desk: Desk) -> dict[int, list[Path]]:
    """By edition, the files of its newest version that readers can download."""
    return {
        number: version_downloads(desk, version_folders(desk, number)[-1])
        for number in frozen_numbers(desk)
    }


def version_downloads(desk: Desk, folder: Path) -> list[Path]:
    """The files of one version that readers can download."""
    # Whole cited pages are other people's work: the desk decides whether it hands them out.
    excluded_names = () if desk.settings.publish.evidence == "site" else (EVIDENCE_FILE,)
    translated_files = sorted([*folder.glob("edition.*.pdf"), *folder.glob("edition.*.epub")])
    download_paths = [folder / name for name in DOWNLOAD_FILES if name not in excluded_names]
    return [*(path for path in download_paths if path.is_file()), *translated_files]


@contextmanager
def publication_lock(desk: Desk) -> Iterator[None]:
    """Hold the lock that publishing and correcting need. Raises DeskError while another does."""
    with ExitStack() as stack:
        try:
            stack.enter_context(locks.exclusive_lock(desk.published / ".lock"))
        except BlockingIOError:
            raise DeskError(
                "another `coranto publish` or `coranto correct` is at work on this desk: "
                "wait for it to end, then run this again."
            ) from None
        yield


def write_version(
    desk: Desk,
    edition: PublishedEdition,
    draft: str,
    *,
    about: DeskAbout,
    findings: Sequence[Finding] = (),
) -> Path:
    """Write the folder of a version, whole or not at all. Returns its path.

    `findings` are the warnings at the time of publication, and the checks that were switched
    off, with the reasons. The caller holds `publication_lock`.
    """
    # These load Jinja: 200 ms, 20 MB.
    from coranto.editing import freezing
    from coranto.rendering import mail, translations
    from coranto.rendering.web import share_image

    files = {
        DRAFT_FILE: draft.encode(),
        FINDINGS_FILE: json.dumps(
            msgspec.to_builtins(findings), ensure_ascii=False, indent=1
        ).encode(),
        EDITION_FILE: freezing.encode_edition(edition),
        MAIL_FILE: mail.render_mail(edition, about=about, sender=_mail_sender(desk)),
    }
    if picture := share_image.render_share_image(edition, about=about):
        files[CARD_FILE] = picture
    files |= _render_downloads(edition, "", about)
    for translation in translations.translated_editions(edition):
        files |= _render_downloads(translation, f".{translation.draft.language}", about)
    partial = _start_folder(desk, edition, files)
    # Straight to the folder: the cited pages together may be too large for `files` in memory.
    evidence.write_evidence(desk, edition, partial / EVIDENCE_FILE)
    return _finish_folder(desk, edition, partial)


def _render_downloads(
    edition: PublishedEdition, language_suffix: str, about: DeskAbout
) -> dict[str, bytes]:
    """The edition as EPUB and PDF in one language; its files have `language_suffix`."""
    from coranto.rendering.books import epub, print_html

    # Without the extra `coranto[pdf]` an edition has no PDF; that is no error.
    files = {
        EPUB_FILE.replace(".", f"{language_suffix}.", 1): epub.render_epub(edition, about=about)
    }
    if not pdf.missing_requirement():
        printed = pdf.render_pdf(print_html.render_print_html(edition, about=about))
        files[PDF_FILE.replace(".", f"{language_suffix}.", 1)] = printed
    return files


def write_imported_version(
    desk: Desk, edition: PublishedEdition, files: Mapping[str, bytes]
) -> Path:
    """Write the folder of an edition that was not made here, from these files alone."""
    return _finish_folder(desk, edition, _start_folder(desk, edition, files))


def _start_folder(desk: Desk, edition: PublishedEdition, files: Mapping[str, bytes]) -> Path:
    folder = version_folder(desk, edition.draft.number, edition.version)
    partial = folder.with_name(folder.name + PARTIAL_SUFFIX)
    # What a publication that was cut off left there is not whole.
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for name, body in files.items():
        write_durably(partial / name, body)
    return partial


def _finish_folder(desk: Desk, edition: PublishedEdition, partial: Path) -> Path:
    folder = version_folder(desk, edition.draft.number, edition.version)
    write_durably(partial / MANIFEST_FILE, _encode_manifest(desk, edition, hash_files(partial)))
    # Every file is on disk before the folder gets its name, which makes it an edition.
    sync_folder(partial)
    partial.replace(folder)
    sync_folder(folder.parent)
    return folder


def hash_files(folder: Path) -> dict[str, str]:
    """By name, the SHA-256 of every file in a folder except its manifest."""
    hashes = {}
    for path in sorted(folder.iterdir()):
        if path.name != MANIFEST_FILE:
            hashes[path.name] = file_sha256(path)
    return hashes


def _mail_sender(desk: Desk) -> str:
    # The contact may also be the address of a page.
    return desk.settings.desk.contact if "@" in desk.settings.desk.contact else ""


def _encode_manifest(desk: Desk, edition: PublishedEdition, files: Mapping[str, str]) -> bytes:
    """The manifest: what the version was made of, with hashes, as JSON."""
    manifest: dict[str, Any] = {
        "number": edition.draft.number,
        "version": edition.version,
        "made_with": edition.made_with,
        "libraries": {name: metadata.version(name) for name in RENDERING_LIBRARIES}
        | (pdf.library_versions() if PDF_FILE in files else {}),
        "typefaces": fonts.font_hashes(),
        "published": edition.published.isoformat(),
        "files": dict(files),
        "documents": [
            _describe_document(desk, document.id, document.version, document.url, document.capture)
            for document in edition.documents
        ],
    }
    # A chain of hashes: an earlier version cannot be changed without its corrections showing it.
    if edition.corrections:
        before = version_folder(desk, edition.draft.number, edition.version - 1) / MANIFEST_FILE
        manifest["corrected"] = edition.updated.isoformat()
        manifest["corrects"] = hashlib.sha256(before.read_bytes()).hexdigest()
    return json.dumps(manifest, ensure_ascii=False, indent=1).encode() + b"\n"


def _describe_document(desk: Desk, id_: str, version: int, url: str, sha256: str) -> dict[str, Any]:
    from coranto.reading.documents import text_sha256

    capture = desk.store.captures.by_sha256(sha256)
    document = desk.store.documents.get(id_, version)
    return {
        "document": id_,
        "version": version,
        "url": url,
        "text": text_sha256(document.title, document.text) if document else "",
        "capture": sha256,
        "archive": capture.place.file if capture else "",
    }


def record_versions(desk: Desk, number: int) -> None:
    """Record every frozen version of an edition in the database. Doing it again changes nothing."""
    from coranto.editing import freezing

    versions = version_folders(desk, number)
    with desk.store.transaction():
        for folder in versions:
            body = (folder / EDITION_FILE).read_bytes()
            edition = freezing.decode_edition(body)
            edition_sha256 = hashlib.sha256(body).hexdigest()
            if edition.corrections:
                _record_correction(desk, edition, edition_sha256)
            else:
                _record_first_version(desk, edition, edition_sha256, folder)
        if versions:
            desk.store.corrections.replace_citations(number, edition.draft.citations)
            cited = {citation.document_id for citation in edition.draft.citations}
            # Cited pages are checked for weeks: a change there raises an alarm.
            desk.store.pages.mark_cited(cited, schedule.next_page_check(edition.updated))


def record_found_editions(desk: Desk) -> list[str]:
    """Record frozen editions that the database does not know, as after an older backup of it.

    Returns a sentence for each.
    """
    messages = []
    for number in frozen_numbers(desk):
        known = desk.store.editions.get(number)
        if known is None or known.state != "published":
            record_versions(desk, number)
            messages.append(f"found again in {desk.published.name}/: no. {number}")
    return messages


def _record_first_version(
    desk: Desk, edition: PublishedEdition, edition_sha256: str, folder: Path
) -> None:
    from coranto.editing import corrections

    draft = edition.draft
    # An imported edition was never composed here.
    if desk.store.editions.get(draft.number) is None:
        draft_sha256 = hashlib.sha256((folder / DRAFT_FILE).read_bytes()).hexdigest()
        desk.store.editions.compose(
            draft.number, draft.first, draft.last, edition.published, draft_sha256
        )
    desk.store.editions.publish(
        draft.number,
        edition.published,
        edition_sha256,
        {story.id: story.ranking for story in edition.stories},
        [document.id for document in edition.documents],
        headings={story.id: story.title for story in edition.stories},
    )
    desk.store.corrections.mark_reported(draft.number, corrections.reported_corrections(draft))


def _record_correction(desk: Desk, edition: PublishedEdition, edition_sha256: str) -> None:
    last = edition.corrections[-1]
    desk.store.corrections.add(
        CorrectionRecord(
            number=edition.draft.number,
            version=last.version,
            at=last.at,
            who=last.who,
            reason=last.reason,
            headline=edition.draft.headline,
            frozen=edition_sha256,
        )
    )
