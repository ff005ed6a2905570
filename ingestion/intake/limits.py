"""Every limit of the product, in one table. Values of the outside contract; `xintan.toml` may change them under `[limits]`."""

from pydantic import BaseModel, ConfigDict


class Limits(BaseModel):
    """Bounds on what a paper, a page, a worker and a caller may use."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file_bytes: int = 100 * 1024 * 1024
    pages: int = 3_000
    zip_files: int = 200
    page_cpu_s: float = 10
    document_base_s: float = 30
    document_page_s: float = 0.5
    small_document_pages: int = 40
    small_document_s: float = 50
    ocr_page_s: float = 30
    worker_bytes: int = 1536 * 1024 * 1024
    ocr_worker_bytes: int = 3 * 1024 * 1024 * 1024
    page_characters: int = 200_000
    page_words: int = 50_000
    page_objects: int = 200_000  # of a page that is drawn
    page_paintings: int = 10_000  # how often its objects may cover it, all together
    picture_side_px: int = 4_000
    picture_pixels: int = 120_000_000
    question_characters: int = 4_000
    questions_an_hour: int = 600  # of one person on the network
    customer_files: int = 200

    def document_s(self, pages: int) -> float:
        """Wall clock seconds for all readers of a paper with `pages` pages, pre-flight included."""
        seconds = self.document_base_s + self.document_page_s * pages
        return min(seconds, self.small_document_s) if pages <= self.small_document_pages else seconds
