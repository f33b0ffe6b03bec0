using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace TorchSharp.Tests.Reference;

/// <summary>
/// What each case of the reference file computes, in TorchSharp's words. Arguments that the file does not name are read off its
/// shapes and values.
/// </summary>
internal static class OperationTable
{
    public static readonly IReadOnlyDictionary<string, Func<Tensor[], Tensor>> Forward = new Dictionary<string, Func<Tensor[], Tensor>>
    {
        ["add_broadcast"] = x => x[0] + x[1],
        ["sub"] = x => x[0] - x[1],
        ["mul_broadcast"] = x => x[0] * x[1],
        ["div"] = x => x[0] / x[1],
        ["neg"] = x => -x[0],
        ["pow2"] = x => x[0].pow(2),
        ["rsqrt"] = x => x[0].rsqrt(),
        ["sqrt"] = x => x[0].sqrt(),
        ["exp"] = x => x[0].exp(),
        ["log"] = x => x[0].log(),
        ["abs"] = x => x[0].abs(),
        ["tanh"] = x => torch.tanh(x[0]),
        ["sigmoid"] = x => torch.sigmoid(x[0]),
        ["silu"] = x => silu(x[0]),
        ["gelu"] = x => gelu(x[0]),
        ["relu"] = x => relu(x[0]),
        ["softplus"] = x => softplus(x[0]),
        ["logsigmoid"] = x => logsigmoid(x[0]),
        ["clamp"] = x => x[0].clamp(-0.5, 0.7),
        ["cos"] = x => x[0].cos(),
        ["sin"] = x => x[0].sin(),
        ["matmul_2d"] = x => matmul(x[0], x[1]),
        ["matmul_batched"] = x => matmul(x[0], x[1]),
        ["matmul_broadcast"] = x => matmul(x[0], x[1]),
        ["matmul_vec"] = x => matmul(x[0], x[1]),
        ["linear"] = x => linear(x[0], x[1]),
        ["linear_bias"] = x => linear(x[0], x[1], x[2]),
        ["linear_odd"] = x => linear(x[0], x[1]),
        ["linear_large"] = x => linear(x[0], x[1]),
        ["sum_all"] = x => x[0].sum(),
        ["sum_dim_keep"] = x => x[0].sum(1, keepdim: true),
        ["mean_last_keep"] = x => x[0].mean([-1], keepdim: true),
        ["mean_all"] = x => x[0].mean(),
        ["var_unbiased"] = x => x[0].var(-1),
        ["std_all"] = x => x[0].std(),
        ["norm_l2"] = x => x[0].norm(),
        ["norm_dim"] = x => x[0].norm(-1),
        ["max_dim"] = x => x[0].max(-1).values,
        ["logsumexp"] = x => x[0].logsumexp(-1),
        ["cumsum"] = x => x[0].cumsum(-1),
        ["softmax"] = x => softmax(x[0], -1L),
        ["softmax_masked"] = x => softmax(x[0].masked_fill(ones(6, 6, ScalarType.Bool).triu(1), double.NegativeInfinity), -1L),
        ["log_softmax"] = x => log_softmax(x[0], -1),
        ["view"] = x => x[0].view(2, 6, 2),
        ["reshape_of_transpose"] = x => x[0].transpose(0, 1).reshape(12, 2),
        ["permute"] = x => x[0].permute(2, 0, 1),
        ["transpose_contiguous"] = x => x[0].transpose(1, 2).contiguous(),
        ["unsqueeze_expand"] = x => x[0].unsqueeze(1).expand(3, 4, 5),
        ["squeeze"] = x => x[0].squeeze(1),
        ["flatten"] = x => x[0].flatten(1),
        ["cat"] = x => cat([x[0], x[1]], -1),
        ["stack"] = x => stack([x[0], x[1]]),
        ["chunk3_gate"] = x =>
        {
            var parts = x[0].chunk(3, -1);
            return parts[0] * parts[2] + parts[1];
        },
        ["split"] = x => x[0].split([2, 3], 1)[1] * 2,
        ["slice_step"] = x => x[0][.., TensorIndex.Slice(1, 7, 2)],
        ["slice_neg"] = x => x[0][.., ^2..],
        ["index_row"] = x => x[0][1],
        ["narrow"] = x => x[0].narrow(1, 2, 3),
        ["repeat_interleave"] = x => x[0].repeat_interleave(2, dim: 1),
        ["roll"] = x => x[0].roll(1, 1),
        ["flip"] = x => x[0].flip(0),
        ["tril"] = x => x[0].tril(),
        ["triu1"] = x => x[0].triu(1),
        ["pad_left"] = x => pad(x[0], (2, 0)),
        ["embedding"] = x => x[0][x[1]],
        ["gather"] = x => x[0].gather(1, x[1]),
        ["index_select"] = x => x[0].index_select(1, x[1]),
        ["masked_fill"] = x => x[0].masked_fill(eye(4, dtype: ScalarType.Bool), -1e9),
        ["where"] = x => where(x[0] > x[1], x[0], x[1]),
        ["index_put_slice"] = x =>
        {
            var changed = x[0].clone();
            changed[TensorIndex.Colon, -1] = x[1];
            return changed;
        },
        ["rms_norm"] = x => x[0] * (x[0].pow(2).mean([-1], keepdim: true) + 1e-5).rsqrt() * x[1],
        ["layer_norm"] = x => layer_norm(x[0], [16], x[1], x[2]),
        ["conv1d_depthwise_causal"] = x => conv1d(x[0], x[1], padding: 2, groups: 8)[.., .., ..11],
        ["conv1d_depthwise_bias"] = x => conv1d(x[0], x[1], x[2], padding: 3, groups: 8)[.., .., ..11],
        ["conv1d_dense"] = x => conv1d(x[0], x[1], padding: 1),
        ["sdpa_causal"] = x => scaled_dot_product_attention(x[0], x[1], x[2], is_casual: true),
        ["sdpa_mask"] = x => scaled_dot_product_attention(x[0], x[1], x[2], attn_mask: ones(5, 7, ScalarType.Bool).tril(2)),
        ["nll_gather"] = x => -log_softmax(x[0], -1).gather(1, tensor(new long[] { 1, 3, 0, 3, 5, 9 }).unsqueeze(1)).squeeze(1),
        ["cross_entropy_ignore"] = x => cross_entropy(x[0], tensor(new long[] { 1, 3, -100, 3, 5, 9 })),
        ["cross_entropy_none"] = x => cross_entropy(x[0], tensor(new long[] { 1, 3, 0, 3, 5, 9 }), reduction: nn.Reduction.None),
        ["kl_div_batchmean"] = x => kl_div(x[0].log_softmax(-1), x[1].softmax(-1), log_target: false, nn.Reduction.Sum) / x[0].shape[0],
        ["kl_div_logtarget_sum"] = x => kl_div(x[0].log_softmax(-1), x[1].log_softmax(-1), log_target: true, nn.Reduction.Sum),
        ["mse"] = x => mse_loss(x[0], x[1]),
        ["cosine_similarity"] = x => cosine_similarity(x[0], x[1], dim: -1),
        ["topk"] = x => x[0].topk(3).values,
        ["argmax"] = x => x[0].argmax(-1),
        ["sort_desc"] = x => x[0].sort(-1, descending: true).Values,
        ["eq_any"] = x => x[0].eq(x[0].max(-1, keepdim: true).values).any(-1),
        ["outer"] = x => outer(x[0], x[1]),
        ["einsum_bhqk"] = x => matmul(x[0], x[1].mT),
        ["bf16_round_trip"] = x => x[0].to(ScalarType.BFloat16).to(ScalarType.Float32),
        ["half_round_trip"] = x => x[0].to(ScalarType.Float16).to(ScalarType.Float32),
    };
}
