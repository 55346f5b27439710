"""Files in memory, as a store has them, that note each request."""

from eda_core.domain.errors import BackendError
from eda_core.domain.stored_files import StoredFile


class CountingStore:
    """``asked`` are the parts that were read: name, first byte, how many bytes."""

    address = "s3://shop/large.parquet"
    url = "http://127.0.0.1/shop/large.parquet"

    def __init__(self, files):
        self.files = files
        self.asked = []

    def list_files(self):
        return [StoredFile(name, name, len(held)) for name, held in sorted(self.files.items())]

    def read(self, file, first, count):
        self.asked.append((file.name, first, count))
        if file.name not in self.files:
            raise BackendError(f"{file.name}: There is no such file any more.")
        return self.files[file.name][first : first + count]

    def write(self, name, content):
        self.files[name] = content.read()
