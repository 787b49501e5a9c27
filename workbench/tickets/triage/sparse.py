"""Names for the arrays of the triage."""

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Matrix: TypeAlias = Any
"""A scipy.sparse CSR matrix, float32 [texts, features]; scipy's stubs leave it untyped."""

Floats: TypeAlias = npt.NDArray[np.float64]
Ints: TypeAlias = npt.NDArray[np.int64]
Bools: TypeAlias = npt.NDArray[np.bool_]
