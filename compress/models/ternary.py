"""Three values a weight: each row of a matrix as one scale times -1, 0 or 1.

Li, Zhang and Liu 2016, "Ternary Weight Networks", arXiv:1605.04711; here with the best threshold of each row, not a
guessed one. Where it is known what the matrix is multiplied by, what rounding does to the product counts, not what it
does to the weights (Frantar et al. 2022, "GPTQ", arXiv:2210.17323).
"""

import torch
from torch import Tensor

_DAMPING = 0.01  # of the mean of the diagonal, as GPTQ's own code has it: features that never occur divide by nothing


def ternary(matrix: Tensor) -> tuple[Tensor, Tensor]:
    """Return (signs [rows, columns] of -1, 0 and 1; scales [rows]) whose product is nearest to the matrix.

    With k weights of a row kept, the best scale is their mean size, and the squared error falls by the square of their
    sum over k: the best k is found by trying all, largest weights first.
    """
    sizes, order = matrix.abs().sort(dim=1, descending=True)
    sums = sizes.cumsum(1)
    counts = torch.arange(1, matrix.shape[1] + 1, device=matrix.device)
    best = (sums.square() / counts).argmax(1, keepdim=True)
    scales = (sums.gather(1, best) / (best + 1)).squeeze(1)
    kept = torch.zeros_like(matrix).scatter_(1, order, (counts <= best + 1).to(matrix.dtype))
    return matrix.sign() * kept, scales


def ternary_for(matrix: Tensor, moments: Tensor) -> tuple[Tensor, Tensor]:
    """Return (signs, scales) as `ternary`, whose product does to inputs what the matrix does, as nearly as it can.

    moments: [columns, columns], the sum over inputs x of x xᵀ. Columns are rounded one after another, those with the
    largest inputs first, and what a column loses the columns still to come make up for. At the end each row's scale
    is the best one for its signs, by least squares.
    """
    damped = moments.double() + torch.eye(len(moments), dtype=torch.double) * _DAMPING * moments.diagonal().mean()
    order = moments.diagonal().argsort(descending=True)
    inverse = torch.cholesky_inverse(torch.linalg.cholesky(damped[order][:, order]))
    spread = torch.linalg.cholesky(inverse, upper=True).float()
    _, scales = ternary(matrix)
    left, signs = matrix[:, order].clone(), torch.zeros_like(matrix)
    for place in range(matrix.shape[1]):
        column = left[:, place]
        sign = column.sign() * (column.abs() > scales / 2)
        lost = (column - sign * scales) / spread[place, place]
        left[:, place + 1 :] -= lost[:, None] * spread[place, place + 1 :]
        signs[:, order[place]] = sign
    seen = signs @ damped.float()
    scales = (seen * matrix).sum(1) / (seen * signs).sum(1).clamp_min(torch.finfo(matrix.dtype).tiny)
    return signs, scales
