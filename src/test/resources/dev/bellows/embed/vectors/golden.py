"""Writes the golden files beside it with real gensim (4.x): word2vec's text and binary format.

python3 golden.py        (needs gensim and a NumPy before 2, whose repr of a float32 is the number)
"""
import os

import numpy as np
from gensim.models import KeyedVectors

HERE = os.path.dirname(os.path.abspath(__file__))
WORDS = ["the", "naïve", "東京", "it's", "a,b", "</script>", "🙂"]
ROWS = [
    [0.1, -0.25, 1.0, 0.0, 1e-05],
    [1.5e-07, 123456.79, -0.0, 3.4e38, 1.1754944e-38],
    [16777216.0, 0.0001, 9.999e-05, 1e16, 9.9999998e15],
    [0.33333334, 0.6666667, -2.7182817, 3.1415927, 1e-45],
    [1e22, 1e23, -7.0, 1234.5, 100.0],
    [0.30000001, 0.3, 0.29999998, 5e-324, 8388609.0],
    [-1.0, 2.0, -3.0, 4.0, -5.0],
]

vectors = KeyedVectors(5)
vectors.add_vectors(WORDS, np.array(ROWS, dtype=np.float32))
vectors.save_word2vec_format(os.path.join(HERE, "golden.txt"))
vectors.save_word2vec_format(os.path.join(HERE, "golden.bin"), binary=True)
