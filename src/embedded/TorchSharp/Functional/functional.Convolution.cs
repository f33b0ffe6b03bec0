using TorchSharp.Functional;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            /// <summary>
            /// Convolution of signals [batch, channels, length] (or one without batch) with kernels [outputs, channels / groups,
            /// taps].
            /// </summary>
            public static Tensor conv1d(Tensor input, Tensor weight, Tensor? bias = null, long? stride = null, long? padding = null,
                long? dilation = null, long groups = 1) =>
                Convolution1d.Convolve(input, weight, bias, stride ?? 1, padding ?? 0, dilation ?? 1, groups);
        }
    }
}
