using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

public sealed unsafe class ConvolutionTests
{
    [Test]
    public void Every_layout_gives_the_bits_of_the_chain_over_the_taps([Values] bool timeFirst, [Values(3, 17, 40)] int channels, [Values(1, 5, 51)] int length)
    {
        foreach ((int taps, int stride, int dilation, int padding, int behind) in new[]
        {
            (3, 1, 1, 2, 0), (4, 1, 1, 0, 0), (3, 1, 2, 4, 0), (3, 2, 1, 2, 0), (1, 1, 1, 0, 0), (5, 1, 1, 4, 3), (3, 1, 1, 1, 1), (2, 1, 1, 0, 20),
        })
        {
            // Zeros behind the input as well, where the output is longer.
            int outLength = ((length + padding - ((taps - 1) * dilation) - 1) / stride) + 1 + behind;
            if (outLength < 1)
            {
                continue;
            }
            (int strideC, int strideT) = timeFirst ? (1, channels + 1) : (length + 2, 1);
            (int outStrideC, int outStrideT) = timeFirst ? (1, channels) : (outLength, 1);
            using Buffer x = Buffer.Random((channels + 1) * (length + 2), 1), w = Buffer.Random(channels * taps, 2), bias = Buffer.Random(channels, 3), y = new(channels * outLength);
            foreach (bool withBias in new[] { false, true })
            {
                Convolution.Depthwise(x.Data, strideC, strideT, channels, length, w.Data, taps, withBias ? bias.Data : null, stride, dilation, padding,
                    y.Data, outStrideC, outStrideT, outLength);
                for (int c = 0; c < channels; c++)
                {
                    for (int t = 0; t < outLength; t++)
                    {
                        float sum = 0;
                        for (int j = 0; j < taps; j++)
                        {
                            int at = (t * stride) + (j * dilation) - padding;
                            sum = at < 0 || at >= length ? sum : MathF.FusedMultiplyAdd(w.Values[(c * taps) + j], x.Values[(c * strideC) + (at * strideT)], sum);
                        }
                        sum = withBias ? sum + bias.Values[c] : sum;
                        if (BitConverter.SingleToInt32Bits(sum) != BitConverter.SingleToInt32Bits(y.Values[(c * outStrideC) + (t * outStrideT)]))
                        {
                            Assert.Fail($"channel {c}, step {t} of {outLength}, {taps} taps, stride {stride}, dilation {dilation}, padding {padding}");
                        }
                    }
                }
            }
        }
    }
}
