"""Read posts from JSON that networks and tools export, as the fields of `columns`. Pure.

Exports wrap their posts in objects and lists of many kinds; this module finds the posts in them.
What is in a post is known by the shape readers of `json_shapes` and `json_media`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from coranto.errors import NetworkError
from coranto.reading.posts.columns import (
    POST_FIELDS,
    REQUIRED_FIELDS,
    PostColumns,
    PostField,
    recognise_columns,
    split_choice,
)
from coranto.reading.posts.json_cells import (
    NO_POST,
    JsonObject,
    PostCells,
    as_dict,
    cell_text,
    json_list,
)
from coranto.reading.posts.json_media import MEDIA_SHAPE_READERS, thread_comments
from coranto.reading.posts.json_shapes import TEXT_SHAPE_READERS
from coranto.reading.posts.samples import join_cells
from coranto.reading.posts.times import HOUR, PostTime, read_post_time

SHAPE_READERS = (*TEXT_SHAPE_READERS, *MEDIA_SHAPE_READERS)
#: Keys under which exports keep their posts, the innermost last: `{"result": {"posts": […]}}`.
_HOLDER_KEYS = (
    "result", "chats", "list", "messages", "data", "statuses", "posts", "feed", "orderedItems",
    "videos", "itemList", "items",
)  # fmt: skip
_MAX_HOLDER_LEVELS = 8
#: Parts of a path such as "user.name" that are followed.
_MAX_PATH_PARTS = 20
#: Ways to take keys as fields that are told, and keys that are named when one is missing.
MAX_SHOWN_KEYS, MAX_SHOWN_PATHS = 8, 40
#: Fields that list several values.
_LIST_FIELDS = frozenset({"links", "hashtags", "images"})


@dataclass(frozen=True, slots=True)
class JsonPost:
    """A post that was found, and how its fields were found."""

    layout: str
    cells: PostCells
    columns: str = ""  #: which key was taken as which field, in words; "" by a shape reader


def read_json_posts(
    value: Any, *, chosen: Mapping[PostField, str]
) -> Iterator[tuple[str, PostCells] | None]:
    """Layout and fields of every post in a decoded value; None for an object that is no post.

    What a network writes beside its posts, as that a member joined, is passed over. Fields chosen
    by the user (field → key, or path of keys such as "user.name") precede those of the layout.
    """
    for candidate, chat in _find_objects(value, {}, _MAX_HOLDER_LEVELS, chosen):
        post = _read_post(candidate, chat, chosen)
        if post is None:
            yield None
        elif post.cells != NO_POST:
            yield post.layout, post.cells


def post_row(post: PostCells) -> list[str]:
    """A post's fields in the order of `POST_FIELDS`."""
    return [post.get(field, "") for field in POST_FIELDS]


class JsonReader:
    """Reads the posts of one file, and remembers how it found their fields."""

    def __init__(self, chosen: Mapping[PostField, str]) -> None:
        self._chosen = chosen
        # Dictionaries as sets that keep the order in which layouts come.
        self._layouts: dict[str, None] = {}
        self._columns: dict[str, None] = {}
        self._has_shapes = False
        self._fields_found: set[PostField] = set()
        self._first_object: JsonObject = {}

    def read_posts(self, value: Any) -> Iterator[PostCells | None]:
        """Fields of every post in a decoded value; None for an object that is no post."""
        for candidate, chat in _find_objects(value, {}, _MAX_HOLDER_LEVELS, self._chosen):
            post = _read_post(candidate, chat, self._chosen)
            self._remember_keys(as_dict(candidate))
            if post is None:
                yield None
            elif post.cells != NO_POST:
                self._layouts[post.layout] = None
                self._has_shapes |= not post.columns
                if post.columns and len(self._columns) < MAX_SHOWN_KEYS:
                    self._columns[post.columns] = None
                yield post.cells

    def _remember_keys(self, value: JsonObject) -> None:
        self._first_object = self._first_object or value
        for field in self._chosen.keys() - self._fields_found:
            if _look_up_choice(value, self._chosen[field]):
                self._fields_found.add(field)

    def columns(self) -> PostColumns:
        """The columns of the table of `post_row`: each field stands for itself.

        Raises NetworkError when a key that the user chose is in no object.
        """
        for field, path in self._chosen.items():
            if self._first_object and field not in self._fields_found:
                names = ", ".join(list(_paths(self._first_object))[:MAX_SHOWN_PATHS])
                raise NetworkError(f'no key "{path}" for {field}; there are: {names}')
        return PostColumns(
            layout=", ".join(self._layouts) or "no posts",
            of=MappingProxyType({field: (field,) for field in POST_FIELDS}),
            # A shape reader knows a post's own address from its links.
            link_candidates=() if self._has_shapes or "links" in self._chosen else ("links",),
            keys="; ".join(self._columns),
        )


def _paths(value: Any, prefix: str = "", depth: int = 4) -> Iterator[str]:
    """The paths of an object's keys, as a user may choose them."""
    if isinstance(value, list) and value and depth:
        yield from _paths(value[0], f"{prefix}[]", depth - 1)
    elif isinstance(value, dict) and depth:
        for key, content in value.items():
            yield from _paths(content, f"{prefix}.{key}" if prefix else key, depth - 1)
    elif prefix:
        yield prefix[:100]


def _find_objects(
    value: Any, chat: JsonObject, depth: int, chosen: Mapping[PostField, str]
) -> Iterator[tuple[Any, JsonObject]]:
    """Objects that may be posts, each with the Telegram chat that contains it, or {}."""
    if isinstance(value, list) and depth:
        for item in value:
            yield from _find_objects(item, chat, depth - 1, chosen)
    elif (
        isinstance(value, dict) and depth and (content := _unwrap_holder(value, chosen)) is not None
    ):
        # Telegram's messages do not say which chat they are from; the object around them does.
        chat = value if "messages" in value else chat
        yield from _find_objects(content, chat, depth - 1, chosen)
    else:
        yield value, chat


def _unwrap_holder(value: JsonObject, chosen: Mapping[PostField, str]) -> Any:
    """The content of an API's answer or of an export; None when the value is a post itself."""
    if (comments := thread_comments(value)) is not None:
        return comments
    content = next(
        (value[name] for name in _HOLDER_KEYS if isinstance(value.get(name), list | dict)), None
    )
    # Posts have such keys too, so an object that a shape reader knows is never unwrapped.
    if content is None or any(shape(value, {}) is not None for _, shape in SHAPE_READERS):
        return None
    if chosen and all(_look_up_choice(value, choice) != "" for choice in chosen.values()):
        return None
    return content


def _read_post(value: Any, chat: JsonObject, chosen: Mapping[PostField, str]) -> JsonPost | None:
    if not isinstance(value, dict):
        return None
    for name, shape in SHAPE_READERS:
        cells = shape(value, chat)
        if cells is not None:
            named = {field: cell for field, cell in cells.items() if cell}
            return JsonPost(name, {**named, **_chosen_cells(value, chosen)} if named else NO_POST)
    return _read_flat_post(value, chosen)


def _read_flat_post(value: JsonObject, chosen: Mapping[PostField, str]) -> JsonPost | None:
    """A post whose fields are keys of one flat object, as the columns of a table."""
    cells = _chosen_cells(value, chosen)
    if any(field in chosen and not cells[field] for field in REQUIRED_FIELDS):
        return None
    # A chosen field stands in for a key of the layout that is not there.
    stand_ins = {field: f"\0{field}" for field in cells}
    try:
        columns = recognise_columns([*value.keys(), *stand_ins.values()], chosen=stand_ins)
    except NetworkError:
        return None
    found: PostCells = {
        field: cells.get(field) or cell_text(value.get(names[0]))
        for field, names in columns.of.items()
    }
    names = {field: names[0] for field, names in columns.of.items()} | dict(chosen)
    if len(columns.date_and_time) == 2:
        date, time = columns.date_and_time
        joined = join_cells([cell_text(value[date]), cell_text(value[time])])
        if not _is_exact(found["time"]) and _is_exact(joined):
            found["time"], names["time"] = joined, f"{date} + {time}"
    described = ", ".join(f"{field}={names[field]}" for field in POST_FIELDS if field in names)
    return JsonPost(columns.layout, found, described)


def _is_exact(text: str) -> bool:
    """Whether a text is a time with minutes."""
    time = read_post_time(text)
    return isinstance(time, PostTime) and time.grain < HOUR


def _chosen_cells(value: JsonObject, chosen: Mapping[PostField, str]) -> PostCells:
    return {
        field: _look_up_choice(value, choice, is_list=field in _LIST_FIELDS)
        for field, choice in chosen.items()
    }


def _look_up_choice(value: JsonObject, choice: str, *, is_list: bool = False) -> str:
    """What a chosen key or path holds, as text; paths joined by "+" are joined by a space."""
    paths = split_choice(choice, lambda path: _look_up(value, path) is not None)
    contents = [_look_up(value, path) for path in paths]
    if is_list:
        values = contents[0] if isinstance(contents[0], list) else contents[:1]
        return json_list(values) or cell_text(contents[0])
    return join_cells([
        # A list that a path collected, not one that a key holds.
        cell_text(content[0] if isinstance(content, list) and "." in path else content)
        for path, content in zip(paths, contents, strict=True)
    ])  # fmt: skip


def _look_up(value: Any, path: str) -> Any:
    """What a path of keys leads to, such as "user.name" or "urls[].expanded"; None for nothing.

    A number picks from a list; without one, all items of the list are followed.
    """
    if isinstance(value, dict) and (key := _key_of(value, path)) is not None:
        return value[key]
    parts = [part for part in path.replace("[]", "").split(".") if part not in {"", "*"}]
    return _follow(value, parts) if len(parts) <= _MAX_PATH_PARTS else None


def _follow(value: Any, parts: list[str]) -> Any:
    if not parts or value is None:
        return value
    if isinstance(value, list):
        if parts[0].isdecimal():
            place = int(parts[0][:9])
            return _follow(value[place], parts[1:]) if place < len(value) else None
        contents = [_follow(item, parts) for item in value]
        return [content for content in contents if content is not None] or None
    fields = as_dict(value)
    # A key may itself hold a full stop.
    for end in range(1, len(parts) + 1):
        if (key := _key_of(fields, ".".join(parts[:end]))) is not None:
            return _follow(fields[key], parts[end:])
    return None


def _key_of(fields: JsonObject, name: str) -> str | None:
    """The key of this name, or one that differs in case only."""
    if name in fields:
        return name
    return next((key for key in fields if key.lower() == name.strip().lower()), None)
