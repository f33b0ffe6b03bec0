using TorchSharp.Tests.Laws;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Autograd;

/// <summary>
/// Operations as functions of leaves, for finite differences. Each draws what it needs from the generator, which starts anew at
/// every evaluation, so that a function stays the same while its leaves move. Arguments stay away from where there is no derivative.
/// </summary>
internal static class GradientTable
{
    public static readonly IReadOnlyDictionary<string, Func<ShapeGenerator, Tensor, Tensor>> OfOne =
        new Dictionary<string, Func<ShapeGenerator, Tensor, Tensor>>
        {
            ["exp"] = (_, x) => x.exp(),
            ["exp2"] = (_, x) => x.exp2(),
            ["expm1"] = (_, x) => x.expm1(),
            ["log"] = (_, x) => (x.square() + 0.5).log(),
            ["log1p"] = (_, x) => x.square().log1p(),
            ["log2"] = (_, x) => (x.square() + 0.5).log2(),
            ["log10"] = (_, x) => (x.square() + 0.5).log10(),
            ["sqrt"] = (_, x) => (x.square() + 0.5).sqrt(),
            ["rsqrt"] = (_, x) => (x.square() + 0.5).rsqrt(),
            ["reciprocal"] = (_, x) => (x.square() + 0.5).reciprocal(),
            ["sin"] = (_, x) => x.sin(),
            ["cos"] = (_, x) => x.cos(),
            ["tanh"] = (_, x) => x.tanh(),
            ["sigmoid"] = (_, x) => x.sigmoid(),
            ["erf"] = (_, x) => x.erf(),
            ["silu"] = (_, x) => x.silu(),
            ["gelu"] = (_, x) => x.gelu(),
            ["relu"] = (_, x) => x.relu(),
            ["abs"] = (_, x) => x.abs(),
            ["neg"] = (_, x) => -x,
            ["softplus"] = (_, x) => softplus(x),
            ["softplus of beta 3"] = (_, x) => softplus(x, 3, 5),
            ["logsigmoid"] = (_, x) => logsigmoid(x),
            ["clamp"] = (_, x) => x.clamp(-0.7, 1.1),
            ["pow 2"] = (_, x) => x.pow(2),
            ["pow 3"] = (_, x) => x.pow(3),
            ["pow -1.5"] = (_, x) => (x.square() + 0.5).pow(-1.5),
            ["plus, minus, times, over numbers"] = (_, x) => (3 - x * 2 + 1) / 5,
            ["number over"] = (_, x) => 2 / (x.square() + 0.5),
            ["remainder"] = (_, x) => x.remainder(7) * x,
            ["frac"] = (_, x) => (x * 0.1 + 5).frac() * x,
            ["floor and round"] = (_, x) => (x + 0.3).floor() + x.round() + x.sign() + x * 0,
            ["clone"] = (_, x) => x.clone(),
            ["to Float32 and back"] = (_, x) => x.exp().to(ScalarType.Float64),
            ["sum"] = (_, x) => x.square().sum(),
            ["sum of one dimension"] = (make, x) => x.square().sum(Dim(make, x), keepdim: make.Choose(2) == 0),
            ["mean"] = (_, x) => x.square().mean(),
            ["mean of one dimension"] = (make, x) => x.square().mean([Dim(make, x)], keepdim: make.Choose(2) == 0),
            ["var"] = (make, x) => x.numel() < 2 ? x : x.var(make.Choose(2) == 0),
            ["var of one dimension"] = (make, x) => x.var([Dim(make, x)], unbiased: false, keepdim: make.Choose(2) == 0),
            ["std"] = (make, x) => x.numel() < 2 ? x : x.std(make.Choose(2) == 0),
            ["norm"] = (_, x) => (x + 3).norm(),
            ["norm of one dimension"] = (make, x) => (x + 3).norm((int)Dim(make, x), keepdim: make.Choose(2) == 0),
            ["prod"] = (make, x) => x.prod(),
            ["prod of one dimension"] = (make, x) => x.prod(Dim(make, x), keepdim: make.Choose(2) == 0),
            ["max"] = (_, x) => x.max(),
            ["min of one dimension"] = (make, x) => x.min(Dim(make, x), make.Choose(2) == 0).values,
            ["amax"] = (make, x) => x.amax([Dim(make, x)], make.Choose(2) == 0),
            ["logsumexp"] = (make, x) => x.logsumexp(Dim(make, x), make.Choose(2) == 0),
            ["softmax"] = (make, x) => x.softmax(Dim(make, x)),
            ["log_softmax"] = (make, x) => x.log_softmax(Dim(make, x)),
            ["cumsum"] = (make, x) => x.cumsum(Dim(make, x)),
            ["sort"] = (make, x) => x.sort(Dim(make, x), descending: make.Choose(2) == 0).Values,
            ["topk"] = (make, x) => x.topk(1, (int)Dim(make, x)).values,
            ["reshape"] = (_, x) => x.reshape(-1) * 2,
            ["transpose"] = (make, x) => x.transpose(Dim(make, x), Dim(make, x)).contiguous(),
            ["unsqueeze and expand"] = (make, x) => x.unsqueeze(0).expand([3, .. x.shape]).square(),
            ["squeeze"] = (_, x) => x.squeeze().exp(),
            ["flip"] = (make, x) => x.flip(Dim(make, x)),
            ["roll"] = (make, x) => x.roll(make.Size(), Dim(make, x)),
            ["repeat"] = (make, x) => x.repeat([make.Size(3), .. x.shape.Select(_ => make.Size(2))]),
            ["repeat_interleave"] = (make, x) => x.repeat_interleave(make.Size(3), Dim(make, x)),
            ["tril"] = (make, x) => x.ndim < 2 ? x : x.tril(make.Choose(3) - 1),
            ["triu"] = (make, x) => x.ndim < 2 ? x : x.triu(make.Choose(3) - 1),
            ["diagonal"] = (make, x) => x.ndim < 2 ? x : x.diagonal(make.Choose(3) - 1, 0, x.ndim - 1),
            ["unfold"] = (make, x) => Wide(x, out int dim).unfold(dim, 3, make.Size(2)),
            ["as_strided, overlapping"] = (_, x) => Wide(x, out int _).reshape(-1).as_strided([3, 2], [1, 1], 0),
            ["pad"] = (make, x) => pad(x, (make.Size(2), make.Size(2)), value: 3),
            ["pad that cuts"] = (make, x) => x.shape[^1] < 2 ? x : pad(x, (-1, 2)),
            ["chunk and cat"] = (make, x) => cat([.. x.chunk(2, Dim(make, x)).Select(part => part.square().sum().view(1))]),
            ["unbind and stack"] = (make, x) => stack(x.unbind(Dim(make, x)).Reverse(), -1),
            ["split"] = (make, x) => x.split(2, (int)Dim(make, x))[0],
            ["slices in steps"] = (make, x) => x[TensorIndex.Slice(0, null, 2)],
            ["select"] = (make, x) => x.select(Dim(make, x), 0).exp(),
            ["masked_fill"] = (_, x) => x.masked_fill(x > 0.5, 7),
            ["masked_select"] = (_, x) => cat([x.masked_select(x > 0.5), x.reshape(-1)]),
            ["index_select"] = (make, x) => x.index_select(Dim(make, x), tensor(new long[] { 0, 0 })),
            ["index by a tensor, twice the same"] = (_, x) => x[tensor(new long[] { 0, 0, x.shape[0] - 1 })],
            ["gather"] = (make, x) => x.gather(Dim(make, x), zeros(x.shape.Select(_ => 1L).ToArray(), ScalarType.Int64)),
            ["scatter"] = (make, x) => x.scatter(Dim(make, x), zeros(x.shape.Select(_ => 1L).ToArray(), ScalarType.Int64), x.exp().reshape(-1).narrow(0, 0, 1).reshape(x.shape.Select(_ => 1L).ToArray())),
            ["scatter_add"] = (make, x) => x.scatter_add(Dim(make, x), zeros(x.shape, ScalarType.Int64), x.exp()),
            ["index_add"] = (make, x) => x.index_add(0, zeros(x.shape[0], ScalarType.Int64), x.exp(), 2),
            ["layer_norm"] = (_, x) => x.shape[^1] < 2 ? x : layer_norm(x, [x.shape[^1]]),
            ["normalize"] = (_, x) => normalize(x + 3, dim: -1),
            ["in place on a copy"] = (_, x) => x.clone().add_(1).mul_(3).sub_(2).div_(5).exp_(),
            ["in place with itself"] = (_, x) => Multiplied(x.clone()),
            ["written through a view"] = (make, x) => Written(x.clone(), Dim(make, x)),
            ["written at an index"] = (_, x) => Assigned(x.clone()),
            ["a view taken before the write"] = (_, x) => ViewedBefore(x.clone()),
            ["copied into part of a constant"] = (_, x) => Copied(x),
        };

    public static readonly IReadOnlyDictionary<string, (Func<ShapeGenerator, long[][]> Shapes, Func<ShapeGenerator, Tensor[], Tensor> Of)>
        OfSeveral = new Dictionary<string, (Func<ShapeGenerator, long[][]>, Func<ShapeGenerator, Tensor[], Tensor>)>
        {
            ["add"] = (Broadcasting, (_, x) => x[0] + x[1]),
            ["add of alpha"] = (Broadcasting, (_, x) => x[0].add(x[1], 3)),
            ["sub"] = (Broadcasting, (_, x) => x[0] - x[1]),
            ["mul"] = (Broadcasting, (_, x) => x[0] * x[1]),
            ["div"] = (Broadcasting, (_, x) => x[0] / (x[1].square() + 0.5)),
            ["pow of tensors"] = (Broadcasting, (_, x) => (x[0].square() + 0.5).pow(x[1])),
            ["remainder of tensors"] = (Broadcasting, (_, x) => x[0].remainder(x[1].square() + 7)),
            ["maximum"] = (Broadcasting, (_, x) => maximum(x[0], x[1])),
            ["minimum"] = (Broadcasting, (_, x) => minimum(x[0], x[1])),
            ["where"] = (Broadcasting, (_, x) => where(x[0] > x[1], x[0] * 2, x[1])),
            ["lerp"] = (Broadcasting, (_, x) => x[0].lerp(x[1] + x[0] * 0, x[0] * 0 + 0.3)),
            ["addcmul"] = (Same, (_, x) => x[0].addcmul(x[0], x[1], 2)),
            ["addcdiv"] = (Same, (_, x) => x[0].addcdiv(x[0], x[1].square() + 0.5, 2)),
            ["in-place product"] = (Same, (_, x) => x[0].clone().mul_(x[1])),
            ["in-place quotient"] = (Same, (_, x) => x[0].clone().div_(x[1].square() + 0.5)),
            ["matmul of matrices"] = (make => Product(make, [], []), (_, x) => x[0].matmul(x[1])),
            ["matmul of batches"] = (make => Product(make, [3, 2], [3, 2]), (_, x) => x[0].matmul(x[1])),
            ["matmul of broadcast batches"] = (make => Product(make, [3, 1], [2]), (_, x) => x[0].matmul(x[1])),
            ["matmul of a batch and a matrix"] = (make => Product(make, [2, 3], []), (_, x) => x[0].matmul(x[1])),
            ["matmul of a matrix and a batch"] = (make => Product(make, [], [3]), (_, x) => x[0].matmul(x[1])),
            ["matmul of transposed views"] = (make => Product(make, [], []), (_, x) => x[1].mT.matmul(x[0].mT)),
            ["matmul of vectors"] = (_ => [[5], [5]], (_, x) => x[0].matmul(x[1])),
            ["matmul of a vector and a batch"] = (_ => [[4], [2, 4, 3]], (_, x) => x[0].matmul(x[1])),
            ["matmul of a batch and a vector"] = (_ => [[2, 3, 4], [4]], (_, x) => x[0].matmul(x[1])),
            ["a product with a vector, written at an index"] = (_ => [[3, 4], [4]], (_, x) => Assigned(x[0].matmul(x[1]))),
            ["outer"] = (make => [[make.Size()], [make.Size()]], (_, x) => x[0].outer(x[1])),
            ["linear"] = (make => [[2, 3, 4], [5, 4], [5]], (_, x) => linear(x[0], x[1], x[2])),
            ["conv1d"] = (_ => [[2, 4, 7], [6, 2, 3], [6]],
                (make, x) => conv1d(x[0], x[1], x[2], stride: make.Size(2), padding: make.Choose(3), dilation: make.Size(2), groups: 2)),
            ["conv1d of channels"] = (_ => [[2, 4, 7], [4, 1, 3]], (make, x) => conv1d(x[0], x[1], padding: 2, groups: 4)),
            ["attention"] = (_ => [[2, 3, 4], [2, 3, 4], [2, 3, 4]], (_, x) => scaled_dot_product_attention(x[0], x[1], x[2])),
            ["causal attention"] = (_ => [[2, 2, 5, 3], [2, 1, 5, 3], [2, 2, 5, 3]],
                (_, x) => scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true)),
            ["attention with a learned bias"] = (_ => [[2, 3, 4], [2, 5, 4], [2, 5, 4], [3, 5]],
                (_, x) => scaled_dot_product_attention(x[0], x[1], x[2], attn_mask: x[3])),
            ["layer_norm with weight and bias"] = (_ => [[3, 2, 4], [4], [4]], (_, x) => layer_norm(x[0], [4], x[1], x[2])),
            ["cat"] = (_ => [[2, 3], [2, 1], [2, 4]], (_, x) => cat(x, 1)),
            ["stack"] = (Same, (make, x) => stack(x, make.Choose(2))),
            ["index_put"] = (_ => [[4, 3], [3]], (_, x) =>
            {
                var changed = x[0].clone();
                changed[TensorIndex.Slice(1, 3)] = x[1];
                return changed;
            }),
            ["index_put of tensors, accumulated"] = (_ => [[4, 3], [3, 3]], (_, x) =>
                x[0].clone().index_put_(x[1], [TensorIndex.Tensor(tensor(new long[] { 0, 2, 0 }))], accumulate: true)),
            ["cross_entropy"] = (_ => [[5, 4]], (_, x) => cross_entropy(x[0], tensor(new long[] { 1, -100, 3, 0, 3 }))),
            ["cross_entropy, weighted and smoothed"] = (_ => [[5, 4]], (_, x) => cross_entropy(x[0],
                tensor(new long[] { 1, -100, 3, 0, 3 }), tensor(new[] { 0.5, 1, 2, 3 }), label_smoothing: 0.1)),
            ["cross_entropy of probabilities"] = (_ => [[5, 4], [5, 4]], (_, x) => cross_entropy(x[0], x[1].softmax(-1))),
            ["nll_loss"] = (_ => [[2, 4, 3]], (_, x) => nll_loss(x[0], tensor(new long[] { 0, 1, 2, 3, 2, 1 }).view(2, 3), null,
                nn.Reduction.Sum)),
            ["kl_div"] = (Same, (_, x) => kl_div(x[0].log_softmax(-1), x[1].softmax(-1), log_target: false)),
            ["kl_div of logarithms"] = (Same, (_, x) => kl_div(x[0].log_softmax(-1), x[1].log_softmax(-1))),
            ["mse_loss"] = (Same, (_, x) => mse_loss(x[0], x[1])),
            ["l1_loss"] = (Same, (_, x) => l1_loss(x[0], x[1])),
            ["smooth_l1_loss"] = (Same, (_, x) => smooth_l1_loss(x[0], x[1], beta: 0.7)),
            ["huber_loss"] = (Same, (_, x) => huber_loss(x[0], x[1], 0.7, nn.Reduction.Sum)),
            ["binary_cross_entropy"] = (Same, (_, x) => binary_cross_entropy(x[0].sigmoid(), x[1].sigmoid())),
            ["binary_cross_entropy_with_logits"] = (Same, (_, x) => binary_cross_entropy_with_logits(x[0], x[1].sigmoid())),
            ["cosine_similarity"] = (Same, (_, x) => cosine_similarity(x[0] + 3, x[1], -1)),
        };

    private static long[][] Same(ShapeGenerator make) => [[3, 4], [3, 4]];

    private static long[][] Broadcasting(ShapeGenerator make)
    {
        var (a, b) = make.Broadcasting();
        return [a, b];
    }

    private static long[][] Product(ShapeGenerator make, long[] first, long[] second)
    {
        long inner = make.Size();
        return [[.. first, make.Size(), inner], [.. second, inner, make.Size()]];
    }

    private static long Dim(ShapeGenerator make, Tensor x) => make.Choose((int)x.ndim);

    /// <summary>At least four elements in the last dimension.</summary>
    private static Tensor Wide(Tensor x, out int dim)
    {
        dim = (int)x.ndim - 1;
        return cat([x, x.exp(), x.sin(), x * 2], dim);
    }

    private static Tensor Multiplied(Tensor x) => x.mul_(x.clone());

    private static Tensor Written(Tensor x, long dim)
    {
        x.select(dim, 0).mul_(x.exp().select(dim, 0));
        return x * x;
    }

    private static Tensor Assigned(Tensor x)
    {
        x[0] = x[0].exp() * 2;
        return x.square();
    }

    private static Tensor ViewedBefore(Tensor x)
    {
        var part = x.select(0, 0);
        x.mul_(3);
        return part.exp();
    }

    private static Tensor Copied(Tensor x)
    {
        var whole = zeros([2, .. x.shape], x.dtype);
        whole[1].copy_(x.exp());
        return whole.square() + whole;
    }
}
