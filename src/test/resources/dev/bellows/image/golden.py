"""Writes small images of many kinds, and golden.json with what Pillow (12.3) and PyTorch make of
them: the RGB of every image after convert('RGB'), as torchvision's loader has it, of resized ones,
and normalised numbers.

python3 golden.py       (needs Pillow, NumPy and PyTorch)
"""
import json
import os
import struct
import zlib

import numpy as np
import torch
from PIL import Image

HERE = os.path.dirname(os.path.abspath(__file__))
WIDTH, HEIGHT = 23, 17

random = np.random.default_rng(1)
y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
smooth = np.stack([x * 11, y * 15, 255 - x * 5 - y * 6], axis=2)
rgb = np.clip(smooth + random.integers(-20, 20, (HEIGHT, WIDTH, 3)), 0, 255).astype(np.uint8)
image = Image.fromarray(rgb)


def path(name):
    return os.path.join(HERE, name)


def png16(name, samples, colour):
    """A PNG of 16 bits a channel, which Pillow cannot write."""
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + row.astype(">u2").tobytes() for row in samples)
    with open(path(name), "wb") as out:
        out.write(b"\x89PNG\r\n\x1a\n"
                  + chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, 16, colour, 0, 0, 0))
                  + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b""))


image.save(path("subsampled.jpg"), quality=90)
image.save(path("whole-chroma.jpg"), quality=90, subsampling=0)
image.save(path("half-chroma.jpg"), quality=90, subsampling=1)
image.save(path("progressive.jpg"), quality=90, progressive=True)
image.save(path("rgb.jpg"), quality=90, keep_rgb=True)
image.convert("L").save(path("grey.jpg"), quality=90)
image.convert("CMYK").save(path("cmyk.jpg"), quality=90)
cmyk = bytearray(open(path("cmyk.jpg"), "rb").read())
cmyk[cmyk.index(b"Adobe") + 11] = 2  # says that CMY stands as YCbCr
open(path("ycck.jpg"), "wb").write(cmyk)
exif = Image.Exif()
exif[0x0112] = 6  # lies on its side
image.save(path("sideways.jpg"), quality=90, exif=exif)
image.save(path("rgb.png"))
alpha = Image.fromarray(np.dstack([rgb, (x * 10).astype(np.uint8)]))
alpha.save(path("alpha.png"))
image.convert("L").save(path("grey.png"))
image.convert("LA").save(path("grey-alpha.png"))
image.quantize(7).save(path("palette.png"))
image.convert("1").save(path("bilevel.png"))
png16("sixteen.png", rgb.astype(np.uint16).reshape(HEIGHT, -1) * 256 + 77, 2)

golden = {"images": {}, "resized": {}, "normalized": {}}
for name in sorted(os.listdir(HERE)):
    if name.endswith((".jpg", ".png")):
        golden["images"][name] = Image.open(path(name)).convert("RGB").tobytes().hex()
for size in [(11, 8), (46, 34), (5, 40), (23, 9), (37, 17), (1, 1)]:
    made = image.resize(size, Image.BILINEAR)
    golden["resized"]["%dx%d" % size] = made.tobytes().hex()

tensor = torch.from_numpy(rgb[:2, :2].copy()).permute(2, 0, 1).contiguous().to(torch.float32).div(255)
mean = torch.tensor([0.485, 0.456, 0.406])[:, None, None]
std = torch.tensor([0.229, 0.224, 0.225])[:, None, None]
golden["normalized"]["imagenet"] = tensor.sub(mean).div(std).flatten().tolist()
with open(path("golden.json"), "w") as out:
    json.dump(golden, out, indent=0)
