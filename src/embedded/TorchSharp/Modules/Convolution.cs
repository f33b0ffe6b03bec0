using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp
{
    /// <summary>How wide the border of a convolution is.</summary>
    public enum Padding
    {
        /// <summary>None.</summary>
        Valid = 0,

        /// <summary>As wide as leaves the length unchanged.</summary>
        Same = 1,
    }
}

namespace TorchSharp.Modules
{
    /// <summary>What convolutions have in common.</summary>
    public abstract class Convolution : nn.Module<Tensor, Tensor>
    {
        /// <summary>The parameter behind <see cref="weight"/>.</summary>
        [ComponentName(Name = nameof(weight))]
        protected Parameter? _weight;

        /// <summary>The parameter behind <see cref="bias"/>.</summary>
        [ComponentName(Name = nameof(bias))]
        protected Parameter? _bias;

        /// <summary>Widths of the border before and after, the last dimension first.</summary>
        protected long[] _reversed_padding_repeated_twice = [];

        /// <summary>A convolution with its parameters at their first values.</summary>
        protected Convolution(string name, long in_channels, long out_channels, long[] kernel_size, long[] stride, long[]? padding,
            Padding? padding_type, long[] dilation, bool transposed, long[] output_padding, long groups, bool bias,
            PaddingModes padding_mode, Device? device = null, ScalarType? dtype = null)
            : base(name)
        {
            if (transposed)
                throw new ArgumentException($"{name}: transposed convolutions are not part of the embedded TorchSharp. Build with "
                    + "-p:Packages=nuget for the genuine package.");
            if (groups < 1 || in_channels % groups != 0 || out_channels % groups != 0)
                throw new ArgumentException($"{name}: {in_channels} inputs and {out_channels} outputs do not divide into {groups} groups.");
            this.in_channels = in_channels;
            this.out_channels = out_channels;
            this.kernel_size = kernel_size;
            this.stride = stride;
            this.dilation = dilation;
            this.transposed = transposed;
            this.output_padding = output_padding;
            this.groups = groups;
            this.padding_mode = padding_mode;
            if (padding_type is { } type)
                SetPadding(type);
            else
                SetPadding(padding ?? new long[kernel_size.Length]);
            weight = new Parameter(empty([out_channels, in_channels / groups, .. kernel_size], dtype, device));
            if (bias)
                this.bias = new Parameter(empty(out_channels, dtype, device));
            reset_parameters();
        }

        /// <summary>The kernels, [outputs, inputs / groups, taps].</summary>
        public Parameter weight
        {
            get => _weight!;

            set
            {
                _weight = Replaced(_weight, value);
                ConditionallyRegisterParameter(nameof(weight), _weight);
            }
        }

        /// <summary>The bias, one number for each output.</summary>
        public Parameter? bias
        {
            get => _bias;

            set
            {
                _bias = Replaced(_bias, value);
                ConditionallyRegisterParameter(nameof(bias), _bias);
            }
        }

        /// <summary>Number of input channels.</summary>
        public long in_channels { get; }

        /// <summary>Number of output channels.</summary>
        public long out_channels { get; }

        /// <summary>Does it run backward?</summary>
        public bool transposed { get; }

        /// <summary>The border as a rule; null where it is given as widths.</summary>
        public Padding? padding_type { get; private set; }

        /// <summary>The border as widths; null where it is given as a rule.</summary>
        public long[]? padding { get; private set; }

        /// <summary>What stands in the border.</summary>
        public PaddingModes padding_mode { get; set; }

        /// <summary>Groups of channels that do not mix.</summary>
        public long groups { get; set; }

        /// <summary>Number of taps.</summary>
        public long[] kernel_size { get; set; }

        /// <summary>Steps between outputs.</summary>
        public long[] stride { get; set; }

        /// <summary>Steps between taps.</summary>
        public long[] dilation { get; set; }

        /// <summary>Of transposed convolutions.</summary>
        public long[] output_padding { get; set; }

        /// <summary>Draws the weight, then the bias, uniformly within 1 / sqrt(inputs of an output).</summary>
        public void reset_parameters()
        {
            nn.init.kaiming_uniform_(weight, Math.Sqrt(5));
            if (bias is null)
                return;
            var (fanIn, _) = nn.init.CalculateFanInAndFanOut(weight);
            if (fanIn != 0)
                nn.init.uniform_(bias, -1 / Math.Sqrt(fanIn), 1 / Math.Sqrt(fanIn));
        }

        /// <summary>Sets the border as widths.</summary>
        public void SetPadding(long[] padding)
        {
            padding_type = null;
            this.padding = padding;
            _reversed_padding_repeated_twice = [.. padding.Reverse().SelectMany(width => new[] { width, width })];
        }

        /// <summary>Sets the border as a rule.</summary>
        public void SetPadding(Padding padding)
        {
            if (padding == Padding.Same && stride.Any(step => step != 1))
                throw new ArgumentException("padding='same' is not supported for strided convolutions");
            this.padding = null;
            padding_type = padding;
            var widths = new List<long>();
            for (int i = kernel_size.Length - 1; i >= 0; i--)
            {
                long total = padding == Padding.Same ? dilation[i] * (kernel_size[i] - 1) : 0;
                widths.AddRange([total / 2, total - (total / 2)]);
            }
            _reversed_padding_repeated_twice = [.. widths];
        }

        /// <summary>Does an input of so many dimensions besides batch and channels fit?</summary>
        protected bool ValidateShape(Tensor input, long dimensions) =>
            (input.Rank == dimensions + 2 && input.shape[1] == in_channels)
            || (input.Rank == dimensions + 1 && input.shape[0] == in_channels);
    }
}
