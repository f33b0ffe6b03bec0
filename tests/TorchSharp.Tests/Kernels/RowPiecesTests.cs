using TorchSharp.Kernels;

namespace TorchSharp.Tests.Kernels;

[NonParallelizable]
public sealed unsafe class RowPiecesTests
{
    [Test]
    public void Every_row_is_in_one_piece_whatever_the_thread_count([Values(1, 2, 5)] int threads, [Values(0, 1, 2, 65, 1000)] int rows, [Values(1, 100, 1000, 20_000)] int length)
    {
        int before = WorkerPool.Threads;
        WorkerPool.Threads = threads;
        int[] counts = new int[rows + 1];
        fixed (int* context = counts)
        {
            RowPieces.Run(rows, length, &Count, context);
        }
        WorkerPool.Threads = before;
        Assert.That(counts[..rows], Has.All.EqualTo(1));
        Assert.That(counts[rows], Is.Zero);
    }

    private static void Count(void* context, nint start, nint end)
    {
        for (nint row = start; row < end; row++)
        {
            Interlocked.Increment(ref ((int*)context)[row]);
        }
    }
}
