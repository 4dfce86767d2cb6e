"""Makes golden.safetensors: small networks by PyTorch, in double, with what comes of them.

    python3 golden.py RESNET20.th golden.safetensors

Of each network CASE: its parameters (CASE/parameter/NAME), rows, labels, the outputs and the sum of
the losses in training and in evaluation, the gradients of the sum in training
(CASE/gradient/NAME), and the running statistics behind one batch (CASE/after/NAME). The metadata
has its words. Of ResNet-20 with its published weights: the logits of the rows that
NetworkGoldenTest makes too. Needs PyTorch alone.
"""
import json
import math
import struct
import sys

import torch
from torch import nn
from torch.nn import functional as F

torch.manual_seed(7)


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body = body
        self.shortcut = shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


class Pad(nn.Module):
    """Option A of He and others, as github.com/akamaster/pytorch_resnet_cifar10 does it."""

    def __init__(self, channels):
        super().__init__()
        self.channels = channels

    def forward(self, x):
        each = (self.channels - x.shape[1]) // 2
        return F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, each, each))


class Concat(nn.Module):
    def __init__(self, *branches):
        super().__init__()
        for number, branch in enumerate(branches):
            self.add_module(str(number), branch)

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.children()], 1)


CASES = {
    "convolution": (
        "conv 4 3x3 padding 1, relu, max-pool 2, conv 6 3x3 stride 2 padding 1, relu, flatten,"
        " linear 3",
        (2, 8, 8),
        nn.Sequential(
            nn.Conv2d(2, 4, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
            nn.Conv2d(4, 6, 3, stride=2, padding=1), nn.ReLU(), nn.Flatten(), nn.Linear(24, 3))),
    "groups": (
        "conv 4 3x2 stride 2x1 padding 1x0 groups 2 bias=false, tanh, average-pool 2 stride 1"
        " padding 1, sigmoid, flatten, linear 3 bias=false",
        (2, 7, 6),
        nn.Sequential(
            nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 0), groups=2, bias=False),
            nn.Tanh(), nn.AvgPool2d(2, 1, 1), nn.Sigmoid(), nn.Flatten(),
            nn.Linear(120, 3, bias=False))),
    "units": (
        "linear 5, gelu, linear 3",
        (6,),
        nn.Sequential(nn.Linear(6, 5), nn.GELU(), nn.Linear(5, 3))),
    "batch-norm": (
        "conv 4 3x3, batch-norm, relu, global-average-pool, flatten, linear 4,"
        " batch-norm momentum 0.3 epsilon 0.001, tanh, linear 3",
        (2, 6, 6),
        nn.Sequential(
            nn.Conv2d(2, 4, 3), nn.BatchNorm2d(4), nn.ReLU(), nn.AdaptiveAvgPool2d(1),
            nn.Flatten(), nn.Linear(4, 4), nn.BatchNorm1d(4, momentum=0.3, eps=0.001), nn.Tanh(),
            nn.Linear(4, 3))),
    "residual": (
        "residual (conv 4 3x3 padding 1 bias=false, batch-norm, relu, conv 4 3x3 padding 1)"
        " shortcut (conv 4 1x1), relu, residual (conv 8 3x3 stride 2 padding 1)"
        " shortcut (pad-channels 8 stride 2), gelu, residual (conv 8 1x1), concat (conv 2 1x1,"
        " tanh) (conv 3 3x3 padding 1), max-pool 2 stride 2 ceil=true, flatten, linear 3",
        (2, 6, 6),
        nn.Sequential(
            Residual(
                nn.Sequential(
                    nn.Conv2d(2, 4, 3, padding=1, bias=False), nn.BatchNorm2d(4), nn.ReLU(),
                    nn.Conv2d(4, 4, 3, padding=1)),
                nn.Sequential(nn.Conv2d(2, 4, 1))),
            nn.ReLU(),
            Residual(nn.Sequential(nn.Conv2d(4, 8, 3, stride=2, padding=1)), Pad(8)),
            nn.GELU(),
            Residual(nn.Sequential(nn.Conv2d(8, 8, 1)), nn.Sequential()),
            Concat(
                nn.Sequential(nn.Conv2d(8, 2, 1), nn.Tanh()),
                nn.Sequential(nn.Conv2d(8, 3, 3, padding=1))),
            nn.MaxPool2d(2, 2, ceil_mode=True), nn.Flatten(), nn.Linear(20, 3))),
}


class Block(nn.Module):
    def __init__(self, before, channels, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(before, channels, 3, stride, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.bn2 = nn.BatchNorm2d(channels)
        self.shortcut = Pad(channels) if stride > 1 else nn.Sequential()

    def forward(self, x):
        y = self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x)))))
        return F.relu(y + self.shortcut(x))


class ResNet20(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(3, 16, 3, 1, 1, bias=False)
        self.bn1 = nn.BatchNorm2d(16)
        self.layer1 = nn.Sequential(*[Block(16, 16, 1) for _ in range(3)])
        self.layer2 = nn.Sequential(Block(16, 32, 2), Block(32, 32, 1), Block(32, 32, 1))
        self.layer3 = nn.Sequential(Block(32, 64, 2), Block(64, 64, 1), Block(64, 64, 1))
        self.linear = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.bn1(self.conv1(x)))
        x = self.layer3(self.layer2(self.layer1(x)))
        return self.linear(x.mean((2, 3)))


def rows(count, size):
    """What NetworkGoldenTest.wave makes."""
    return [[math.sin(0.37 * i * (r + 1) + r) for i in range(size)] for r in range(count)]


def main(weights, out):
    tensors, metadata = {}, {}
    for case, (words, shape, network) in CASES.items():
        metadata[case] = words
        metadata[case + "/input"] = "x".join(map(str, shape))
        x = torch.randn(5, *shape)
        labels = torch.tensor([0, 2, 1, 1, 0])
        for name, value in network.state_dict().items():
            if name.endswith("running_mean"):
                value.normal_(0, 0.3)
            elif name.endswith("running_var"):
                value.uniform_(0.5, 2)
            elif name.endswith("weight") and value.dim() == 1:
                value.uniform_(0.5, 1.5)
        for name, value in network.state_dict().items():
            if not name.endswith("num_batches_tracked"):
                tensors["%s/parameter/%s" % (case, name)] = value.clone()
        network.double()
        x = x.double()
        tensors[case + "/rows"] = x
        tensors[case + "/labels"] = labels
        network.eval()
        tensors[case + "/evaluation/outputs"] = network(x)
        tensors[case + "/evaluation/loss"] = F.cross_entropy(network(x), labels, reduction="sum")
        network.train()
        loss = F.cross_entropy(network(x), labels, reduction="sum")
        loss.backward()
        tensors[case + "/training/loss"] = loss
        for name, value in network.named_parameters():
            tensors["%s/gradient/%s" % (case, name)] = value.grad
        for name, value in network.named_buffers():
            if not name.endswith("num_batches_tracked"):
                tensors["%s/after/%s" % (case, name)] = value
    resnet = ResNet20()
    saved = torch.load(weights, map_location="cpu")["state_dict"]
    resnet.load_state_dict({name[len("module."):]: value for name, value in saved.items()})
    resnet.double().eval()
    images = torch.tensor(rows(4, 3 * 32 * 32)).double().view(4, 3, 32, 32)
    tensors["resnet20/logits"] = resnet(images)

    header, body = {"__metadata__": metadata}, b""
    for name, value in sorted(tensors.items()):
        flat = value.detach().double().flatten().tolist()
        kind, code = ("F64", "d") if "/parameter/" not in name else ("F32", "f")
        data = struct.pack("<%d%s" % (len(flat), code), *flat)
        header[name] = {
            "dtype": kind,
            "shape": list(value.shape) or [1],
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(out, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


main(*sys.argv[1:])
