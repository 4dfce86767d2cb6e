"""Writes script.pt, a module of TorchScript, and script.json, what PyTorch computes of it; dropout.pt,
one that draws; saves.pt, one that writes a file; and pictures.pt, one of pictures. Made with torch
1.13: python3 script.py, in this folder."""
import json

import torch
import torch.nn as nn


class Block(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(channels, momentum=0.3)

    def forward(self, x):
        return torch.relu(self.bn(self.conv(x)) + x)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(1, 3, 3)
        self.blocks = nn.Sequential(Block(3), Block(3))
        self.tied = nn.Linear(3, 3)
        self.same = nn.Linear(3, 3, bias=False)
        self.same.weight = self.tied.weight
        self.register_buffer("scale", torch.tensor([2.0]))
        self.head = nn.Linear(3, 3)

    def forward(self, x):
        x = self.blocks(self.stem(x)).mean([2, 3]) * self.scale
        return self.head(torch.tanh(self.same(torch.tanh(self.tied(x)))))


torch.manual_seed(1)
net = torch.jit.script(Net())
net.save("script.pt")
rows = torch.randn(5, 1, 6, 6)
labels = torch.tensor([0, 1, 2, 1, 0])
state = {name: value.flatten().tolist() for name, value in net.state_dict().items()}
net.eval()
evaluated = net(rows)
evaluationLoss = nn.functional.cross_entropy(evaluated, labels, reduction="sum")
net.train()
outputs = net(rows)
loss = nn.functional.cross_entropy(outputs, labels, reduction="sum")
loss.backward()
json.dump({
    "torch": torch.__version__,
    "rows": rows.flatten().tolist(),
    "labels": labels.tolist(),
    "state": state,
    "evaluation": {"outputs": evaluated.flatten().tolist(), "loss": evaluationLoss.item()},
    "training": {
        "loss": loss.item(),
        "gradients": {name: p.grad.flatten().tolist() for name, p in net.named_parameters()},
        "buffers": {name: b.flatten().tolist() for name, b in net.named_buffers()},
    },
}, open("script.json", "w"), indent=1)


torch.manual_seed(2)
drops = nn.Sequential(
    nn.Flatten(), nn.Linear(36, 8), nn.BatchNorm1d(8), nn.Dropout(0.5), nn.ReLU(), nn.Linear(8, 3))
torch.jit.script(drops).save("dropout.pt")


class Saves(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(4, 2)

    def forward(self, x):
        torch.save(x, "written")
        return self.linear(x)


torch.jit.script(Saves()).save("saves.pt")


torch.manual_seed(3)
pictures = nn.Sequential(
    nn.Conv2d(3, 4, 3), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(4, 2))
torch.jit.script(pictures).save("pictures.pt")
