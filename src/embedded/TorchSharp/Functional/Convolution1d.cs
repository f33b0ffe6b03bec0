using TorchSharp.Autograd;
using TorchSharp.Kernels;
using TorchSharp.Storage;
using static TorchSharp.torch;

namespace TorchSharp.Functional;

/// <summary>
/// Convolution in one dimension: a kernel for one filter per channel, otherwise windows side by side and a matrix product.
/// </summary>
internal static unsafe class Convolution1d
{
    public static Tensor Convolve(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups)
    {
        if (!Tape.Records(input, weight, bias))
            return Compute(input, weight, bias, stride, padding, dilation, groups);
        Tensor result;
        using (new GradMode(false))
            result = Compute(input, weight, bias, stride, padding, dilation, groups);
        return Derivatives.Convolution(input, weight, bias, stride, padding, dilation, groups, result);
    }

    /// <summary>One filter a channel.</summary>
    public static bool IsDepthwise(Tensor weight, long groups) => weight.Sizes[1] == 1 && groups == weight.Sizes[0];

    /// <summary>The gradient of the input of a depthwise convolution of float32, in the layout of the output's gradient where channels are neighbours.</summary>
    /// <param name="gradient">That of the output, [batch, channels, steps].</param>
    /// <param name="weight">[channels, 1, taps].</param>
    /// <param name="length">The steps of the input.</param>
    /// <param name="stride">As in the convolution.</param>
    /// <param name="padding">As in the convolution.</param>
    /// <param name="dilation">As in the convolution.</param>
    /// <returns>[batch, channels, length].</returns>
    public static Tensor DepthwiseInputGradient(Tensor gradient, Tensor weight, long length, long stride, long padding, long dilation)
    {
        nint channels = (nint)gradient.Sizes[1];
        bool neighbours = gradient.Strides[1] == 1;
        var result = neighbours
            ? Tensor.New([gradient.Sizes[0], length, channels], ScalarType.Float32).transpose(1, 2)
            : Tensor.New([gradient.Sizes[0], channels, length], ScalarType.Float32);
        using var turned = weight.squeeze(1).t();
        using var filters = new Operand(turned, ScalarType.Float32);
        for (long i = 0; i < gradient.Sizes[0]; i++)
        {
            var work = new DepthwiseGradient
            {
                Y = gradient.Pointer<float>() + i * gradient.Strides[0],
                StrideC = (nint)gradient.Strides[1],
                StrideT = (nint)gradient.Strides[2],
                W = filters.Floats,
                X = result.Pointer<float>() + i * result.Strides[0],
                InStrideC = (nint)result.Strides[1],
                InStrideT = (nint)result.Strides[2],
                Channels = channels,
                OutLength = (nint)gradient.Sizes[2],
                Taps = (nint)weight.Sizes[2],
                Stride = (nint)stride,
                Dilation = (nint)dilation,
                Padding = (nint)padding,
            };
            RowPieces.Run((nint)length, channels, &InputGradientSteps, &work);
        }
        GC.KeepAlive(gradient);
        return result;
    }

    private static void InputGradientSteps(void* context, nint start, nint end) => ConvolutionGradient.Depthwise((DepthwiseGradient*)context, start, end);

    private static Tensor Compute(Tensor input, Tensor weight, Tensor? bias, long stride, long padding, long dilation, long groups)
    {
        if (input.Rank is not (2 or 3) || weight.Rank != 3 || groups < 1 || input.Sizes[^2] != weight.Sizes[1] * groups
            || weight.Sizes[0] % groups != 0)
            throw new InvalidOperationException($"conv1d: an input {Layout.Show(input.Sizes)} does not fit a weight "
                + $"{Layout.Show(weight.Sizes)} in {groups} groups; "
                + "the weight is [outputs, channels / groups, taps].");
        if (input.dtype != weight.dtype || (bias is not null && bias.dtype != input.dtype) || !input.is_floating_point())
            throw new InvalidOperationException($"conv1d: input {input.dtype}, weight {weight.dtype}"
                + (bias is null ? "" : $" and bias {bias.dtype}") + " must have one floating-point type.");
        if (stride < 1 || dilation < 1 || padding < 0)
            throw new ArgumentException($"conv1d: stride {stride} and dilation {dilation} must be 1 or more, padding {padding} not "
                + "negative.");
        if (bias is not null && (bias.Rank != 1 || bias.Sizes[0] != weight.Sizes[0]))
            throw new InvalidOperationException($"conv1d: the bias {Layout.Show(bias.Sizes)} does not fit the {weight.Sizes[0]} outputs.");
        long length = (input.Sizes[^1] + 2 * padding - dilation * (weight.Sizes[2] - 1) - 1) / stride + 1;
        if (input.Sizes[^1] + 2 * padding < dilation * (weight.Sizes[2] - 1) + 1)
            throw new InvalidOperationException($"conv1d: {weight.Sizes[2]} taps with dilation {dilation} are longer than the input "
                + $"of {input.Sizes[^1]} with padding {padding}.");

        using var scope = NewDisposeScope();
        var type = input.dtype;
        var compute = ElementTypes.Compute(type);
        var x = (input.Rank == 2 ? input.unsqueeze(0) : input).to_type(compute);
        var w = weight.to_type(compute);
        var b = bias?.to_type(compute);
        var result = compute == ScalarType.Float32 && IsDepthwise(w, groups)
            ? Depthwise(x, w, b, stride, padding, dilation, length)
            : Dense(x, w, b, stride, padding, dilation, groups, length);
        if (input.Rank == 2)
            result = result.squeeze(0);
        return result.to_type(type).MoveToOuterDisposeScope();
    }

    private static Tensor Depthwise(Tensor x, Tensor w, Tensor? bias, long stride, long padding, long dilation, long length)
    {
        nint channels = (nint)x.Sizes[1];
        // Where channels are neighbours in memory they stay so: the kernel then works on vectors of channels, and a transpose back is contiguous.
        var result = x.Strides[1] == 1
            ? Tensor.New([x.Sizes[0], length, channels], ScalarType.Float32).transpose(1, 2)
            : Tensor.New([x.Sizes[0], channels, length], ScalarType.Float32);
        using var filters = new Operand(w, ScalarType.Float32);
        using var addend = bias is null ? default : new Operand(bias, ScalarType.Float32);
        for (long i = 0; i < x.Sizes[0]; i++)
        {
            Convolution.Depthwise(x.Pointer<float>() + i * x.Strides[0], (nint)x.Strides[1], (nint)x.Strides[2], channels, (nint)x.Sizes[2],
                filters.Floats, (nint)w.Sizes[2], addend.Floats, (nint)stride, (nint)dilation, (nint)padding,
                result.Pointer<float>() + i * result.Strides[0], (nint)result.Strides[1], (nint)result.Strides[2], (nint)length);
        }
        GC.KeepAlive(x);
        return result;
    }

    private static Tensor Dense(Tensor x, Tensor w, Tensor? bias, long stride, long padding, long dilation, long groups, long length)
    {
        long taps = w.Sizes[2], outputs = w.Sizes[0], perGroup = w.Sizes[1];
        var padded = nn.functional.pad(x, [padding, padding]);
        // [batch, channels, taps, length] as a view of the padded signal; each group is a product of its filters with its windows.
        var windows = padded.as_strided([x.Sizes[0], x.Sizes[1], taps, length],
            [padded.Strides[0], padded.Strides[1], padded.Strides[2] * dilation, padded.Strides[2] * stride], padded.storage_offset());
        var columns = windows.reshape(x.Sizes[0], groups, perGroup * taps, length);
        var filters = w.reshape(groups, outputs / groups, perGroup * taps);
        var result = filters.matmul(columns).reshape(x.Sizes[0], outputs, length);
        return bias is null ? result : result.add_(bias.view(outputs, 1));
    }
}
