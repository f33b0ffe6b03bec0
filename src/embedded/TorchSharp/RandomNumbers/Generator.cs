using TorchSharp.RandomNumbers;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Seeds the default generator.</summary>
    public static Generator manual_seed(long seed) => random.manual_seed(seed);

    /// <summary>Seeds the default generator from the clock.</summary>
    public static long seed() => random.seed();

    /// <summary>The last seed of the default generator.</summary>
    public static long initial_seed() => random.initial_seed();

    /// <summary>The default generator.</summary>
    public static partial class random
    {
        /// <summary>Seeds the default generator from the clock.</summary>
        public static long seed() => Generator.Default.seed();

        /// <summary>The last seed of the default generator.</summary>
        public static long initial_seed() => Generator.Default.initial_seed();

        /// <summary>Seeds the default generator.</summary>
        public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);
    }

    /// <summary>A source of random numbers: the Mersenne twister, with the streams of PyTorch's CPU generator.</summary>
    public class Generator : IDisposable
    {
        /// <summary>A generator with a seed.</summary>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = OnCpu(device);
            Source = new CpuGenerator(seed);
        }

        /// <summary>The generator that is used where none is given. PyTorch seeds it with a constant.</summary>
        public static Generator Default { get; } = new(67280421310721);

        /// <summary>Where it draws.</summary>
        public Device device { get; }

        internal CpuGenerator Source { get; private set; }

        /// <summary>Starts the stream of a seed.</summary>
        public Generator manual_seed(long seed)
        {
            Source = new CpuGenerator((ulong)seed);
            return this;
        }

        /// <summary>Starts a stream by the clock and tells its seed.</summary>
        public long seed()
        {
            long ticks = DateTime.UtcNow.Ticks;
            manual_seed(ticks);
            return ticks;
        }

        /// <summary>The last seed.</summary>
        public long initial_seed() => (long)Source.Seed;

        /// <summary>Nothing native is held; here because TorchSharp's generators are native.</summary>
        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        /// <summary>Nothing native is held.</summary>
        protected virtual void Dispose(bool disposing)
        {
        }
    }
}
