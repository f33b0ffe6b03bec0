using TorchSharp.Kernels;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Threads that an operation may use.</summary>
    public static int get_num_threads() => WorkerPool.Threads;

    /// <summary>Sets the threads that an operation may use; results are the same for any number.</summary>
    public static void set_num_threads(int num)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(num, 1);
        WorkerPool.Threads = num;
    }
}
