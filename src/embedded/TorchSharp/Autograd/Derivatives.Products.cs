using TorchSharp.Functional;
using static TorchSharp.torch;

namespace TorchSharp.Autograd;

internal static partial class Derivatives
{
    public static Tensor Product(Tensor a, Tensor b, Tensor y) => !Tape.Records(a, b) ? y
        : Tape.Record(y, "matmul", [a, b], [b.requires_grad ? a : null, a.requires_grad ? b : null], static b =>
        {
            long[] shapeA = b.Shape(0), shapeB = b.Shape(1);
            // Vectors become a row on the left and a column on the right, as in the product itself.
            var gradient = b.Gradient;
            if (shapeB.Length == 1)
                gradient = gradient.unsqueeze(-1);
            if (shapeA.Length == 1)
                gradient = gradient.unsqueeze(-2);
            Tensor? first = null, second = null;
            if (b.Needs(0))
            {
                var right = shapeB.Length == 1 ? b[1].unsqueeze(1) : b[1];
                first = gradient.matmul(right.mT);
                first = shapeA.Length == 1 ? Engine.SumTo(first, [1, shapeA[0]]).squeeze(0) : first;
            }
            if (b.Needs(1))
            {
                var left = shapeA.Length == 1 ? b[0].unsqueeze(0) : b[0];
                if (shapeB.Length <= 2)
                    second = Rows(left).t().matmul(Rows(gradient)).reshape(shapeB);
                else
                    second = left.mT.matmul(gradient);
            }
            return [first, second];
        });

    public static Tensor Linear(Tensor input, Tensor weight, Tensor? bias, Tensor y) =>
        Tape.Record(y, "linear", [input, weight, bias], [weight.requires_grad ? input : null, input.requires_grad ? weight : null],
            static b =>
            {
                bool single = b.Shape(1).Length == 1;
                var gradient = single ? b.Gradient.unsqueeze(-1) : b.Gradient;
                var rows = Rows(gradient);
                Tensor? input = null, weight = null;
                if (b.Needs(0))
                    input = gradient.matmul(single ? b[1].unsqueeze(0) : b[1]);
                if (b.Needs(1))
                    weight = rows.t().matmul(Rows(b[0])).reshape(b.Shape(1));
                return [input, weight, b.Needs(2) ? rows.sum(0L) : null];
            });

    public static Tensor Attention(Tensor query, Tensor key, Tensor value, Tensor? bias, bool causal, Tensor y)
    {
        bool biased = bias is not null;
        return Tape.Record(y, "scaled_dot_product_attention", [query, key, value, bias], [query, key, value, bias], b =>
        {
            Tensor query = b[0], key = b[1], value = b[2];
            if (!biased && ScaledDotProduct.HasKernel(query, key, value))
                return ScaledDotProduct.Gradients(query, key, value, causal, b.Gradient, b.Needs(0), b.Needs(1), b.Needs(2));
            double scale = 1 / Math.Sqrt(b.Shape(0)[^1]);
            var scores = query.matmul(key.mT) * scale;
            if (causal)
                scores = scores.masked_fill(ones(scores.Sizes[^2], scores.Sizes[^1], ScalarType.Bool).tril().logical_not(),
                    double.NegativeInfinity);
            if (biased)
                scores = scores + b[3];
            var weights = scores.softmax(-1);
            var gradient = b.Gradient.matmul(value.mT);
            var weighted = gradient * weights;
            var inner = weighted - weights * weighted.sum(-1, keepdim: true);
            return
            [
                b.Needs(0) ? inner.matmul(key) * scale : null,
                b.Needs(1) ? inner.mT.matmul(query) * scale : null,
                b.Needs(2) ? weights.mT.matmul(b.Gradient) : null,
                b.Needs(3) ? inner : null,
            ];
        });
    }

    /// <summary>Rows made to mean 0 and variance 1; y before weight and bias.</summary>
    public static Tensor Normalized(Tensor x, Tensor y, long length, double eps) => Tape.Record(y, "layer_norm", [x], [x, y], b =>
    {
        var source = b[0].reshape(-1, length);
        var normal = b[1].reshape(-1, length);
        var gradient = b.Gradient.reshape(-1, length);
        var scale = (source.var(1, unbiased: false, keepdim: true) + eps).rsqrt();
        var centred = gradient - gradient.mean([1], keepdim: true);
        return [((centred - normal * (gradient * normal).mean([1], keepdim: true)) * scale).reshape(b.Shape(0))];
    });

    /// <summary>A tap at a time: each reads the padded input at its own offset.</summary>
    public static Tensor Convolution(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups,
        Tensor y) =>
        Tape.Record(y, "conv1d", [input, weight, bias], [input, weight], b =>
        {
            bool batched = b.Gradient.Rank == 3;
            var gradient = batched ? b.Gradient : b.Gradient.unsqueeze(0);
            var source = batched ? b[0] : b[0].unsqueeze(0);
            var filters = b[1];
            long batch = source.Sizes[0], channels = source.Sizes[1], outputs = filters.Sizes[0], length = gradient.Sizes[2];
            long inputsPerGroup = channels / groups, outputsPerGroup = outputs / groups;
            bool depthwise = gradient.dtype == ScalarType.Float32 && Convolution1d.IsDepthwise(filters, groups);
            var first = b.Needs(0) && depthwise
                ? Convolution1d.DepthwiseInputGradient(gradient, filters, source.Sizes[2], stride, padding, dilation)
                : null;
            var back = b.Needs(0) && !depthwise ? zeros(batch, channels, source.Sizes[2] + 2 * padding, gradient.dtype) : null;
            var padded = b.Needs(1) ? nn.functional.pad(source, [padding, padding]) : null;
            var grouped = back is null && padded is null ? null : gradient.reshape(batch, groups, outputsPerGroup, length);
            var taps = new List<Tensor>();
            for (long tap = 0; grouped is not null && tap < filters.Sizes[2]; tap++)
            {
                long start = tap * dilation, finish = start + (length - 1) * stride + 1;
                if (back is not null)
                {
                    var filter = filters.select(2, tap).reshape(groups, outputsPerGroup, inputsPerGroup);
                    back.slice(2, start, finish, stride).add_(filter.mT.matmul(grouped).reshape(batch, channels, length));
                }
                if (padded is not null)
                {
                    var read = padded.slice(2, start, finish, stride).reshape(batch, groups, inputsPerGroup, length);
                    taps.Add(grouped.matmul(read.mT).sum(0L).reshape(outputs, inputsPerGroup));
                }
            }
            first ??= back?.narrow(2, padding, source.Sizes[2]);
            return
            [
                first is null || batched ? first : first.squeeze(0),
                b.Needs(1) ? stack(taps, -1) : null,
                b.Needs(2) ? gradient.sum(0, 2) : null,
            ];
        });

    private static Tensor Rows(Tensor tensor) => tensor.reshape(tensor.Sizes[^1] == 0 ? 0 : tensor.numel() / tensor.Sizes[^1], tensor.Sizes[^1]);
}
