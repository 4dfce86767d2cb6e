"""Writes unfreezing.json: PyTorch's optimizers where a tensor is frozen (requires_grad = False) for
the first batches. Made with torch 1.13: python3 unfreezing.py > unfreezing.json"""
import json
import math

import torch

BATCHES = 12


def gradients(size, shift):
    return [[math.sin(1.7 * k + shift + i) + 0.1 * i for i in range(size)] for k in range(BATCHES)]


def walk(make, frozen_for, accumulate=1, clip=None, gamma=1.0):
    early = torch.tensor([0.5, -1.0], dtype=torch.float64, requires_grad=True)
    late = torch.tensor([1.0, 2.0, -0.5], dtype=torch.float64, requires_grad=False)
    optimizer = make([early, late])
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma)
    ofEarly, ofLate = gradients(2, 0.3), gradients(3, 1.1)
    trace = []
    for k in range(BATCHES):
        if k == frozen_for:
            late.requires_grad_(True)
        loss = (early * torch.tensor(ofEarly[k], dtype=torch.float64)).sum()
        loss = loss + (late * torch.tensor(ofLate[k], dtype=torch.float64)).sum()
        (loss / accumulate).backward()
        if (k + 1) % accumulate == 0:
            if clip is not None:
                torch.nn.utils.clip_grad_norm_([early, late], clip)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            schedule.step()
        trace.append(early.tolist() + late.tolist())
    return trace


R = {"lr": 0.1}
CASES = [
    ("sgd", {"learning-rate": 0.1, "momentum": 0.9, "dampening": 0.3, "weight-decay": 0.01},
     lambda p: torch.optim.SGD(p, momentum=0.9, dampening=0.3, weight_decay=0.01, **R), {}),
    ("sgd", {"learning-rate": 0.1, "momentum": 0.9, "nesterov": True},
     lambda p: torch.optim.SGD(p, momentum=0.9, nesterov=True, **R), {}),
    ("adam", {"learning-rate": 0.1, "weight-decay": 0.01},
     lambda p: torch.optim.Adam(p, weight_decay=0.01, **R), {}),
    ("adam", {"learning-rate": 0.1, "amsgrad": True},
     lambda p: torch.optim.Adam(p, amsgrad=True, **R), {}),
    ("adam", {"learning-rate": 0.1, "accumulate": 2},
     lambda p: torch.optim.Adam(p, **R), {"accumulate": 2}),
    ("adam", {"learning-rate": 0.1, "clip-global-norm": 0.5},
     lambda p: torch.optim.Adam(p, **R), {"clip": 0.5}),
    ("adam", {"learning-rate": 0.1, "schedule": {"name": "exponential", "factor": 0.9}},
     lambda p: torch.optim.Adam(p, **R), {"gamma": 0.9}),
    ("adamW", {"learning-rate": 0.1, "weight-decay": 0.1},
     lambda p: torch.optim.AdamW(p, weight_decay=0.1, **R), {}),
    ("adamax", {"learning-rate": 0.1}, lambda p: torch.optim.Adamax(p, **R), {}),
    ("nadam", {"learning-rate": 0.1, "momentum-product": "pytorch-1"},
     lambda p: torch.optim.NAdam(p, **R), {}),
    ("radam", {"learning-rate": 0.1, "beta2": 0.9},
     lambda p: torch.optim.RAdam(p, betas=(0.9, 0.9), **R), {}),
    ("rmsprop", {"learning-rate": 0.1, "decay": 0.99, "centered": True, "momentum": 0.5},
     lambda p: torch.optim.RMSprop(p, alpha=0.99, centered=True, momentum=0.5, **R), {}),
    ("adagrad", {"learning-rate": 0.1, "learning-rate-decay": 0.2},
     lambda p: torch.optim.Adagrad(p, lr_decay=0.2, **R), {}),
    ("adadelta", {"learning-rate": 1.0}, lambda p: torch.optim.Adadelta(p, lr=1.0), {}),
]

print(json.dumps({
    "torch": torch.__version__,
    "early": gradients(2, 0.3),
    "late": gradients(3, 1.1),
    "cases": [
        {"name": name, "settings": settings, "trace": walk(make, 5, **extra)}
        for name, settings, make, extra in CASES
    ],
}, indent=1))
