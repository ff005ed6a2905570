"""Pictures as papers: jpg, png, webp and tif, one page a frame, through Pillow. Runs in a worker only."""

import io
from types import TracebackType
from typing import Any, Self

from PIL import Image, ImageOps, UnidentifiedImageError

from ingestion.errors import LimitReached, PaperError
from ingestion.intake.limits import Limits
from ingestion.model.place import Page, PageState
from ingestion.read.frames_of_tiff import frame_count
from ingestion.read.rulings import Rulings

FORMATS = ("JPEG", "PNG", "WEBP", "TIFF")
FRAMED = ("TIFF", "WEBP", "PNG")  # a camera's JPEG may hold a preview or a map of depths besides: no page of its own
PLAUSIBLE_DOTS = (50.0, 1200.0)
A4_LONG_PT = 842.0


class PicturePaper:
    """An open picture. Pages count from 1; a page's size in points comes from its dots an inch, else its longer side is that of A4.

    Raises:
        PaperError: damaged, or more frames or pixels than the limits allow.
    """

    def __init__(self, data: bytes, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()
        Image.MAX_IMAGE_PIXELS = None  # the limit below counts before anything is decoded
        self._check(frame_count(data))  # the library would look for each further frame among all before it
        try:
            self._file = Image.open(io.BytesIO(data), formats=FORMATS)
            self.page_count = int(getattr(self._file, "n_frames", 1)) if self._file.format in FRAMED else 1
        except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as err:
            raise PaperError("damaged_file") from err
        self._check(self.page_count)

    def _check(self, frames: int) -> None:
        if frames > self._limits.pages:
            raise LimitReached("pages", self._limits.pages, frames)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def page(self, number: int) -> Page:
        """The page without words: there is only a picture of them."""
        return Page(number, *self.size(number), (), PageState.UNREAD, "no_text")

    def size(self, number: int) -> tuple[float, float]:
        """Width and height of the page as displayed, in points."""
        picture = self._frame(number)
        dots_x, dots_y = _dots(picture)
        width, height = picture.width * 72 / dots_x, picture.height * 72 / dots_y
        try:
            return (height, width) if _is_turned(picture) else (width, height)
        except (OSError, ValueError, EOFError, SyntaxError) as err:  # its mark may stand behind its pixels
            raise PaperError("page_failed", why="picture") from err

    def rulings(self, number: int) -> Rulings:
        """None: rules are found together with the words."""
        return Rulings([], [])

    def pixels(self, number: int, dots: float) -> tuple[Any, float, float]:
        """The page as displayed, (height, width, 3) or (height, width) bytes, and its pixels a point across and down."""
        import numpy as np

        width, height = self.size(number)
        picture = self._displayed(number)
        longest = max(picture.size)
        scale = min(1.0, self._limits.picture_side_px / longest, dots / 72 * max(width, height) / longest)
        if longest * scale < 1_700 < longest:
            scale = 1_700 / longest
        if scale < 1.0:
            picture = picture.resize(
                (max(1, int(picture.width * scale)), max(1, int(picture.height * scale))), Image.Resampling.LANCZOS
            )
        return np.asarray(picture), picture.width / width, picture.height / height

    def picture(self, number: int, zoom: float) -> bytes:
        """The page as PNG, `zoom` pixels a point, no side longer than the limit."""
        width, height = self.size(number)
        scale = min(zoom, self._limits.picture_side_px / max(width, height))
        size = (max(1, round(width * scale)), max(1, round(height * scale)))
        out = io.BytesIO()
        self._displayed(number).resize(size, Image.Resampling.LANCZOS).save(out, "PNG", compress_level=1)
        return out.getvalue()

    def _frame(self, number: int) -> Image.Image:
        if not 1 <= number <= self.page_count:
            raise PaperError("page_failed", why="picture")
        try:
            self._file.seek(number - 1)
        except (OSError, ValueError, EOFError, SyntaxError) as err:
            raise PaperError("page_failed", why="picture") from err
        seen, limit = self._file.width * self._file.height, self._limits.picture_pixels
        if seen > limit:
            raise LimitReached("picture_pixels", limit, seen)
        return self._file

    def _displayed(self, number: int) -> Image.Image:
        """The frame in grey or colour, on white, turned as its camera says."""
        try:
            frame = self._frame(number)
            turned = ImageOps.exif_transpose(frame) or frame
            if turned.mode in ("1", "L"):
                return turned.convert("L")
            if turned.mode.startswith("I"):
                return _of_deep_grey(turned)
            if "A" in turned.getbands() or "transparency" in turned.info:
                white = Image.new("RGBA", turned.size, "white")
                white.alpha_composite(turned.convert("RGBA"))
                return white.convert("RGB")
            return turned.convert("RGB")
        except (OSError, ValueError, EOFError, SyntaxError) as err:
            raise PaperError("page_failed", why="picture") from err


def _of_deep_grey(picture: Image.Image) -> Image.Image:
    """Grey of sixteen bits or more as grey of eight."""
    import numpy as np

    values = np.asarray(picture).astype(np.int64)
    return Image.fromarray((values >> (8 if values.max(initial=0) > 255 else 0)).clip(0, 255).astype(np.uint8))


def _is_turned(picture: Image.Image) -> bool:
    return picture.getexif().get(0x0112, 1) in (5, 6, 7, 8)


def _dots(picture: Image.Image) -> tuple[float, float]:
    """Dots an inch across and down, as the file says where that is plausible."""
    try:
        across, down = (float(v) for v in picture.info.get("dpi", (0, 0)))
    except (TypeError, ValueError, ZeroDivisionError):
        across = down = 0.0
    low, high = PLAUSIBLE_DOTS
    plausible = low <= across <= high and low <= down <= high
    longest = max(picture.width / across, picture.height / down) * 72 if plausible else 0.0
    if plausible and 200 <= longest <= 2400:
        return across, down
    return (max(picture.size) * 72 / A4_LONG_PT,) * 2
