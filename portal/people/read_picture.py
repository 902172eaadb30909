"""A photo made anew. Runs apart (see portal.apart), so it imports nothing of the portal.

In: the bytes of a JPEG, PNG or WebP file. Out: JSON with what kind it was and two square WebP
images in base64, `large` and `small`, which hold nothing but colours; or with `problem`, one of
the words of portal.people.photos.PROBLEMS.
"""

import base64
import json
from io import BytesIO

from PIL import Image, ImageOps

LARGE, SMALL = 256, 96
LEAST = 64
LONGEST = 20_000
# A JPEG is read at a fraction of its size; the others need their whole size in memory.
MOST_PIXELS = {"jpeg": 120_000_000, "png": 30_000_000, "webp": 30_000_000}
# What cameras say about how they were held, and what puts it right.
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
ORIENTATION = 0x0112
# Heads are in the upper half of a photo more often than in the lower.
CENTRE = (0.5, 0.4)


def read(data: bytes) -> bytes:
    """See the module. Raises whatever the library raises on a damaged file."""
    Image.MAX_IMAGE_PIXELS = None  # our own limits come first, and say what is wrong
    with Image.open(BytesIO(data), formats=("JPEG", "PNG", "WEBP")) as picture:
        # Phones put a second picture behind the first (MPO): the first is the photo.
        kind = "jpeg" if picture.format == "MPO" else str(picture.format).lower()
        problem = _problem(picture, kind)
        if problem:
            return json.dumps({"problem": problem}).encode()
        square = _square(picture)
    found = {"kind": kind, "large": _webp(square, LARGE), "small": _webp(square, SMALL)}
    return json.dumps(found).encode()


def _problem(picture: Image.Image, kind: str) -> str:
    width, height = picture.size
    if max(width, height) > LONGEST or width * height > MOST_PIXELS[kind]:
        return "huge"
    if min(width, height) < LEAST:
        return "tiny"
    if kind != "jpeg" and getattr(picture, "n_frames", 1) > 1:
        return "animated"
    return ""


def _square(picture: Image.Image) -> Image.Image:
    """The middle of the photo, upright, twice as large as is kept."""
    turn = UPRIGHT.get(picture.getexif().get(ORIENTATION, 1))
    picture.draft("RGB", (2 * LARGE, 2 * LARGE))
    if picture.mode.startswith("I"):  # 16 bits of grey, which would be cut off at 8
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    factor = max(1, min(picture.size) // (2 * LARGE))
    whole = picture.reduce(factor) if factor > 1 else picture
    upright = whole.transpose(turn) if turn is not None else whole
    opaque = _on_white(upright) if upright.has_transparency_data else upright.convert("RGB")
    side = min(2 * LARGE, *opaque.size)
    return ImageOps.fit(opaque, (side, side), Image.Resampling.LANCZOS, centering=CENTRE)


def _on_white(picture: Image.Image) -> Image.Image:
    clear = picture.convert("RGBA")
    ground = Image.new("RGBA", clear.size, "white")
    ground.alpha_composite(clear)
    return ground.convert("RGB")


def _webp(square: Image.Image, side: int) -> str:
    """An image of this side, made of colours alone: no place, no camera, no colour profile."""
    sized = square.resize((side, side), Image.Resampling.LANCZOS)
    bare = Image.frombytes("RGB", sized.size, sized.tobytes())
    out = BytesIO()
    bare.save(out, "WEBP", quality=80, method=4)
    return base64.b64encode(out.getvalue()).decode()
