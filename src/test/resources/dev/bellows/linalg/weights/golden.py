"""Writes the golden files beside it with real PyTorch. The numbers that WeightsFileTest expects of
them are those written here.

python3 golden.py old 1.13     (any PyTorch since 1.6: the form of those before)
python3 golden.py zip 1.13     (the zip form)
python3 golden.py zip 2.13     (the same by a later PyTorch, which adds the order of bytes)

The last word goes into the file's name; it should be PyTorch's version.
"""
import collections
import os
import sys

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
form, version = sys.argv[1:]


EVIDENCE = "ran-by-a-pickle"


class Evil:
    """A pickle of it calls os.system when Python reads it."""

    def __reduce__(self):
        return os.system, ("touch " + EVIDENCE,)


def state():
    base = torch.arange(24, dtype=torch.float32).reshape(2, 3, 4)
    tied = torch.tensor([1.5, -2.5])
    state = collections.OrderedDict()
    state["f64"] = torch.tensor([0.1, -1e300, float("inf")], dtype=torch.float64)
    state["f32"] = torch.tensor([[0.1, 1e-45], [3.4e38, -0.0]])
    state["f16"] = torch.tensor([0.1, 65504.0, 6e-8, -2.0, float("inf"), 6.1e-5], dtype=torch.float16)
    state["bf16"] = torch.tensor([0.1, 3.39e38, -1e-40], dtype=torch.bfloat16)
    state["i64"] = torch.tensor([2**53, -(2**53), 7], dtype=torch.int64)
    state["i32"] = torch.tensor([2**31 - 1, -(2**31)], dtype=torch.int32)
    state["i16"] = torch.tensor([-32768, 32767], dtype=torch.int16)
    state["i8"] = torch.tensor([-128, 127], dtype=torch.int8)
    state["u8"] = torch.tensor([0, 255], dtype=torch.uint8)
    state["bool"] = torch.tensor([True, False, True])
    state["scalar"] = torch.tensor(42, dtype=torch.int64)
    state["empty"] = torch.zeros(0, 5)
    state["whole"] = base
    state["transposed"] = base.permute(2, 0, 1)
    state["part"] = base[1, 1:, ::2]
    state["diagonal"] = base[0, :3, :3].diagonal()
    state["parameter"] = torch.nn.Parameter(torch.tensor([3.0]))
    state["tied.a"] = tied
    state["tied.b"] = tied
    state["naïve.重み"] = torch.tensor([1.0])
    return state


def save(name, what):
    torch.save(
        what, os.path.join(HERE, name), _use_new_zipfile_serialization=form == "zip"
    )


save("golden-%s-%s.pth" % (form, version), state())
save("nested-%s-%s.pth" % (form, version), {
    "epoch": 3,
    "best": torch.tensor(91.7),
    "rate": 0.1,
    "history": [1, (2.5, None), True],
    "arch": "resnet",
    "state_dict": collections.OrderedDict(
        [("module.w", torch.tensor([1.0, 2.0])), ("module.b", torch.tensor([3.0]))]),
    "optimizer": {"state": {0: {"momentum": torch.tensor([9.0])}}, "param_groups": [{"lr": 0.1}]},
})
save("layers-%s-%s.pth" % (form, version), torch.nn.Sequential(
    torch.nn.Linear(2, 3), torch.nn.BatchNorm1d(3)).state_dict())
save("evil-%s-%s.pth" % (form, version), {"w": torch.tensor([1.0]), "x": Evil()})
save("module-%s-%s.pth" % (form, version), torch.nn.Linear(2, 2))
