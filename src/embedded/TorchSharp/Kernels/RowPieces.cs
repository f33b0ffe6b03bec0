namespace TorchSharp.Kernels;

/// <summary>Splits rows that do not depend on each other into pieces for the threads, where there is enough of them.</summary>
internal static unsafe class RowPieces
{
    /// <summary>Elements from which on an operation is worth two threads, and elements of one piece of work.</summary>
    internal const nint ParallelFrom = 1 << 16, PieceLength = 1 << 14;

    /// <summary>Calls body(context, start, end) for pieces that together are the rows 0..rows-1.</summary>
    internal static void Run(nint rows, nint rowLength, delegate*<void*, nint, nint, void> body, void* context)
    {
        nint height = Math.Max(1, PieceLength / Math.Max(1, rowLength));
        if (rows <= height || rows * rowLength < ParallelFrom)
        {
            body(context, 0, rows);
            return;
        }
        Pieces pieces = new() { Body = body, Context = context, Rows = rows, Height = height };
        WorkerPool.For((rows + height - 1) / height, &Piece, &pieces);
    }

    private static void Piece(void* context, nint piece)
    {
        Pieces* pieces = (Pieces*)context;
        nint start = piece * pieces->Height;
        pieces->Body(pieces->Context, start, Math.Min(pieces->Rows, start + pieces->Height));
    }

    private struct Pieces
    {
        internal delegate*<void*, nint, nint, void> Body;
        internal void* Context;
        internal nint Rows, Height;
    }
}
