"""Papers as a copier or a camera gives them: a built page drawn, turned, stamped, made noisy, wrapped as a picture or a PDF."""

import io
import random

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFilter


def drawn(pdf: bytes, page: int = 1, dpi: int = 150) -> Image.Image:
    """The page as a grey picture."""
    document = pdfium.PdfDocument(pdf)
    try:
        return document[page - 1].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def scanned(picture: Image.Image, degrees: float = 0.4, seed: int = 1) -> Image.Image:
    """The picture a little askew, soft and grainy, on grey paper."""
    rng = random.Random(seed)
    askew = picture.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255).filter(ImageFilter.GaussianBlur(0.4))
    paper = askew.point(lambda v: 28 + v * 212 // 255)
    noise = Image.frombytes("L", picture.size, rng.randbytes(picture.width * picture.height))
    return ImageChops.add(paper, noise.point(lambda v: int(128 + (v - 128) * 0.08)), scale=1, offset=-128)


def stamped(picture: Image.Image, x: float, y: float, diameter: float) -> Image.Image:
    """The picture in colour with a translucent red seal pressed on it, its middle at (x, y) in pixels."""
    seal = Image.new("L", picture.size, 0)
    draw = ImageDraw.Draw(seal)
    r = diameter / 2
    draw.ellipse((x - r, y - r, x + r, y + r), outline=150, width=max(3, int(r / 12)))
    for k in range(-3, 4):
        draw.line((x + k * r / 5, y - r / 4, x + k * r / 5 + r / 12, y + r / 4), fill=150, width=max(2, int(r / 20)))
    ink = Image.composite(Image.new("RGB", picture.size, (205, 25, 35)), Image.new("RGB", picture.size, "white"), seal)
    return ImageChops.multiply(picture.convert("RGB"), ink)


def photographed(picture: Image.Image) -> Image.Image:
    """The sheet on a dark table, seen at an angle, with a shadow over one side."""
    width, height = picture.size
    table = Image.new("L", (width * 5 // 4, height * 5 // 4), 60)
    quad = (
        -0.10 * width,
        -0.11 * height,
        -0.15 * width,
        1.13 * height,
        1.12 * width,
        1.12 * height,
        1.08 * width,
        -0.09 * height,
    )
    mask = Image.new("L", picture.size, 255).transform(table.size, Image.Transform.QUAD, quad, fillcolor=0)
    sheet = picture.transform(table.size, Image.Transform.QUAD, quad, Image.Resampling.BICUBIC, fillcolor=255)
    table.paste(sheet, (0, 0), mask)
    shade = Image.linear_gradient("L").rotate(90).resize(table.size).point(lambda v: 150 + v * 105 // 255)
    return ImageChops.multiply(table, shade)


def pictures_pdf(pictures: list[Image.Image], dpi: int = 150) -> bytes:
    """A PDF of nothing but pictures."""
    out = io.BytesIO()
    pictures[0].save(out, "PDF", resolution=dpi, save_all=True, append_images=pictures[1:])
    return out.getvalue()


def encoded(picture: Image.Image, kind: str, dpi: int = 150) -> bytes:
    """The picture as a file of a kind (JPEG, PNG, WEBP, TIFF)."""
    out = io.BytesIO()
    picture.save(out, kind, dpi=(dpi, dpi))
    return out.getvalue()
