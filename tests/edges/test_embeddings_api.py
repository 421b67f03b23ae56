"""An endpoint on the loopback: what is asked, and every way to answer wrongly."""

import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coranto.edges.embeddings_api import EmbeddingsEndpoint, _parse_vectors
from coranto.errors import ModelError


class Server:
    """Answers with what `answers` holds, the last one again and again."""

    def __init__(self):
        self.answers = []
        self.asked = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                outer.asked.append((self.path, dict(self.headers), body))
                status, content = outer.answers[min(len(outer.asked), len(outer.answers)) - 1]
                self.send_response(status)
                self.end_headers()
                for part in content if isinstance(content, list) else [content]:
                    self.wfile.write(part)
                    self.wfile.flush()
                    if isinstance(content, list):
                        time.sleep(0.2)

            def log_message(self, *_):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://localhost:{self._server.server_address[1]}/v1/embeddings"

    def close(self):
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def server():
    server = Server()
    yield server
    server.close()


def answer(*vectors, status=200):
    rows = [{"index": number, "embedding": vector} for number, vector in enumerate(vectors)]
    return status, json.dumps({"object": "list", "data": rows[::-1]}).encode()


def embed(server, *texts, **more):
    slept = []
    endpoint = EmbeddingsEndpoint(server.address, model="m", sleep=slept.append, **more)
    return endpoint.embed(texts)


def test_vectors_come_in_the_order_of_the_texts(server):
    server.answers = [answer([1, 0], [0, 1])]

    assert embed(server, "ferry", "Fähre") == [[1, 0], [0, 1]]


def test_the_model_the_texts_and_the_key_are_sent(server):
    server.answers = [answer([1.5])]
    embed(server, "دریاچه", key="secret")

    [(path, headers, body)] = server.asked
    assert path == "/v1/embeddings"
    assert headers["Authorization"] == "Bearer secret"
    assert body == {"model": "m", "input": ["دریاچه"], "encoding_format": "float"}


def test_without_a_key_none_is_sent(server):
    server.answers = [answer([1.5])]
    embed(server, "a")

    assert "Authorization" not in server.asked[0][1]


def test_an_address_may_be_given_without_its_last_part(server):
    server.answers = [answer([1.5])]
    server.address = server.address.removesuffix("/embeddings") + "/"

    assert embed(server, "a") == [[1.5]]


def test_a_server_that_stumbles_is_asked_again(server):
    server.answers = [(503, b"loading"), (429, b"slower"), answer([1.0])]

    assert embed(server, "a") == [[1.0]]


WRONG = [
    ((500, b"out of memory"), "the answer is 500: out of memory"),
    ((401, b'{"error": "no key"}'), "the answer is 401"),
    ((302, b""), "the answer is 302"),
    ((200, b"<html>"), "not one of embeddings"),
    ((200, b""), "not one of embeddings"),
    ((200, b"\xff\xfe"), "not one of embeddings"),
    ((200, b'{"data": [{"embedding": "AACAPw=="}]}'), "not one of embeddings"),
    ((200, b'{"data": [{"embedding": [NaN]}]}'), "not one of embeddings"),
    ((200, b'{"data": [{"embedding": [1e999]}]}'), "no"),
    ((200, b'{"data": []}'), "1 texts were sent, 0 vectors came back"),
    ((200, b'{"data": [{"embedding": [1], "index": 7}]}'), "for others"),
    ((200, b"[" * 100_000), "not one of embeddings"),
    ((200, b" " * 20_000_001), "longer than 20,000,000 bytes"),
]


@pytest.mark.parametrize(("wrong", "words"), WRONG, ids=range(len(WRONG)))
def test_a_wrong_answer_is_a_model_error_in_words(server, wrong, words):
    server.answers = [wrong]

    with pytest.raises(ModelError, match=words):
        embed(server, "a")


def test_a_slow_endpoint_is_left_after_its_time(server):
    """Each piece comes in time: only the whole is too slow."""
    server.answers = [(200, [b" "] * 50)]

    with pytest.raises(ModelError, match=r"did not answer within 0\.5 seconds"):
        embed(server, "a", seconds=0.5)


def test_an_endpoint_that_is_not_there_is_a_model_error():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]

    with pytest.raises(ModelError, match="broke off"):
        EmbeddingsEndpoint(f"http://127.0.0.1:{port}/v1", model="m").embed(["a"])


@pytest.mark.parametrize("address", ["http://", "ftp://x/v1", "http://nowhere.invalid/v1", "??"])
def test_an_impossible_address_is_a_model_error(address):
    with pytest.raises(ModelError):
        EmbeddingsEndpoint(address, model="m").embed(["a"])


@given(
    st.binary()
    | st.recursive(st.none() | st.floats() | st.text(), st.lists).map(
        lambda value: json.dumps({"data": value}).encode()
    )
)
def test_no_answer_breaks_the_reader(body):
    try:
        assert all(_parse_vectors(body, 1))
    except ValueError as error:
        assert str(error)
