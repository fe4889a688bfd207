extern "C" void run(I edges, I nodes, I w_step, int threads, const T* x, const T* y, const T* w, const T* g,
                    T* z, T* gx, T* gy, T* gw, const I* source, const I* target, const I* by_target,
                    const I* target_start, const I* by_source, const I* source_start) {
#if GX || GY || GW
#if GY || GW
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (I e = 0; e < edges; ++e) {
    I own = 0;
#ifdef _OPENMP
    if (ADD_W) own = omp_get_thread_num();
#endif
    gradients<false, GY, GW>(x + source[e] * X * C, y + e * Y, w + e * w_step, g + target[e] * Z * C, nullptr,
                             gy + e * Y, gw + (ADD_W ? own : e) * P * C);
  }
#endif
#if GX
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (I n = 0; n < nodes; ++n) {
    T* row = gx + n * X * C;
    memset(row, 0, sizeof(T) * X * C);
    for (I p = source_start[n]; p < source_start[n + 1]; ++p) {
      const I e = by_source[p];
      gradients<true, false, false>(x, y + e * Y, w + e * w_step, g + target[e] * Z * C, row, nullptr, nullptr);
    }
  }
#endif
#else
#pragma omp parallel for num_threads(threads) schedule(static) if (threads > 1)
  for (I n = 0; n < nodes; ++n) {
    T* row = z + n * Z * C;
    memset(row, 0, sizeof(T) * Z * C);
    for (I p = target_start[n]; p < target_start[n + 1]; ++p) {
      const I e = by_target[p];
      product(x + source[e] * X * C, y + e * Y, w + e * w_step, row);
    }
  }
#endif
}
